/* Graph's drive, as strict about ranges as the service: upload sessions, whole files, and what clients look at before. */
#define _GNU_SOURCE
#include "state.h"
#include <stdlib.h>

static const uint64_t UNIT = 327680, MOST = 60ull << 20, SMALL = 1 << 20;
#define TIME "\"2026-01-01T00:00:00Z\""
#define TIMES "\"createdDateTime\":" TIME ",\"lastModifiedDateTime\":" TIME
#define FACTS "\"eTag\":\"e\",\"cTag\":\"c\"," TIMES ",\"fileSystemInfo\":{" TIMES "}"
#define WITHIN "\"parentReference\":{\"driveId\":\"d\",\"id\":\"root\",\"path\":\"/drive/root:\",\"driveType\":\"business\"}"
static const char ROOT[] = "{\"id\":\"root\",\"name\":\"root\",\"size\":0,\"folder\":{\"childCount\":0},\"root\":{}," FACTS
                           ",\"parentReference\":{\"driveId\":\"d\",\"driveType\":\"business\"}}";
static const char NONE[] = "{\"error\":{\"code\":\"itemNotFound\",\"message\":\"not here\"}}";
static const char WRONG[] = "{\"error\":{\"code\":\"invalidRange\",\"message\":\"refused\"}}";

static int item(struct conn *c, int status, uint32_t id) {
  char json[2048];
  const struct file *file = &state.files[id % FILES];
  snprintf(json, sizeof json,
           "{\"id\":\"I%u\",\"name\":\"%s\",\"size\":%lu," FACTS "," WITHIN
           ",\"file\":{\"mimeType\":\"application/octet-stream\",\"hashes\":{\"quickXorHash\":\"%s\"}}}",
           id, file->name, file->size, file->hash);
  return answer(c, status, "", json);
}

/* Why a range is refused, or NULL. */
static const char *range_problem(const struct session *s, const struct request *r) {
  if (!r->ranged) return "no range";
  if (r->chunked) return "chunked";
  if (r->end - r->start != r->length) return "length";
  if (r->length >= MOST) return "too long";
  if (r->end < r->total && r->length % UNIT != 0) return "not a multiple";
  if (r->start != s->next) return "order";
  if (s->total != 0 && s->total != r->total) return "total";
  return NULL;
}

static int range(struct conn *c, struct request *r, uint32_t id) {
  struct session *s = session_at(id);
  struct quick_xor hash = {0};
  /* Small files are told by what they are; of large ones the bytes are looked at only where that is to be proved. */
  int looks = state.prove || (r->ranged && r->total <= SMALL);
  struct eater eater = {.hash = looks ? &hash : NULL, .offset = r->start};
  if (!body_read(c, r, &eater)) return 0;
  const char *why = s == NULL ? "no session" : range_problem(s, r);
  if (header(r, "authorization") != NULL) __sync_add_and_fetch(&state.tokens, 1);
  if (why != NULL) {
    refused(why);
    return answer(c, 416, "", WRONG);
  }
  s->next = r->end;
  s->total = r->total;
  session_note(s, r, &hash, NULL);
  if (r->end == r->total) {
    state.last = id;
    return item(c, 201, file_new(s->name, strlen(s->name), r->total, looks ? &s->hash : NULL));
  }
  char json[256];
  snprintf(json, sizeof json, "{\"expirationDateTime\":\"2099-01-01T00:00:00Z\",\"nextExpectedRanges\":[\"%lu-\"]}", r->end);
  return answer(c, 202, "", json);
}

static int whole(struct conn *c, struct request *r) {
  struct quick_xor hash = {0};
  int looks = state.prove || r->chunked || r->length <= SMALL;
  struct eater eater = {.hash = looks ? &hash : NULL};
  size_t length;
  const char *name = name_in(r->path, &length);
  if (!body_read(c, r, &eater)) return 0;
  return item(c, 201, file_new(name, length, r->length, looks ? &hash : NULL));
}

static int session(struct conn *c, struct request *r) {
  char json[512], host[128] = "";
  size_t length;
  uint32_t id;
  const char *name = name_in(r->path, &length), *at = header(r, "host");
  if (at != NULL) sscanf(at, "%127[^\r]", host);
  session_new(&id, name, length);
  snprintf(json, sizeof json,
           "{\"uploadUrl\":\"%s://%s/s/%u\",\"expirationDateTime\":\"2099-01-01T00:00:00Z\",\"nextExpectedRanges\":[\"0-\"]}",
           c->ssl == NULL ? "http" : "https", host, id);
  return answer(c, 200, "", json);
}

static int folder(struct conn *c, const char *body) {
  char json[1024], name[NAME] = "folder";
  const char *at = strstr(body, "\"name\"");
  if (at != NULL) sscanf(at, "\"name\" : \"%199[^\"]", name);
  snprintf(json, sizeof json, "{\"id\":\"F1\",\"name\":\"%s\",\"size\":0,\"folder\":{\"childCount\":0}," FACTS "," WITHIN "}", name);
  return answer(c, 201, "", json);
}

static int ends(const struct request *r, const char *with) {
  size_t length = strcspn(r->path, "?"), tail = strlen(with);
  return length >= tail && strncmp(r->path + length - tail, with, tail) == 0;
}

/* All names since the last reset, in one page: for each run the drive is empty. */
static int children(struct conn *c) {
  uint32_t done = state.done, first = done - state.kept > FILES ? done - FILES : state.kept;
  char *json = malloc((size_t)(done - first) * (NAME + 32) + 64), *at = json;
  if (json == NULL) return 0;
  at += sprintf(at, "{\"value\":[");
  for (uint32_t id = first + 1; id <= done; id++)
    at += sprintf(at, "%s{\"id\":\"I%u\",\"name\":\"%s\"}", id == first + 1 ? "" : ",", id, state.files[id % FILES].name);
  at += sprintf(at, "]}");
  int kept = answer_long(c, json, at - json);
  free(json);
  return kept;
}

static int get(struct conn *c, struct request *r) {
  char json[2048];
  if (ends(r, "/v1.0/me")) return answer(c, 200, "", "{\"id\":\"b\",\"userPrincipalName\":\"bench\",\"displayName\":\"bench\"}");
  if (ends(r, "/me/drive") || ends(r, "/drives/d"))
    return answer(c, 200, "",
                  "{\"id\":\"d\",\"driveType\":\"business\",\"quota\":{\"remaining\":9000000000000,\"total\":9900000000000,"
                  "\"used\":0,\"state\":\"normal\"}}");
  if (ends(r, "/delta")) {
    char host[128] = "";
    const char *at = header(r, "host");
    if (at != NULL) sscanf(at, "%127[^\r]", host);
    snprintf(json, sizeof json, "{\"value\":[%s],\"@odata.deltaLink\":\"%s://%s/v1.0/drives/d/items/root/delta?token=t\"}", ROOT,
             c->ssl == NULL ? "http" : "https", host);
    return answer(c, 200, "", json);
  }
  if (ends(r, "/children")) return children(c);
  if (ends(r, "/root") || ends(r, "/root:/") || ends(r, "/items/root")) return answer(c, 200, "", ROOT);
  return answer(c, 404, "", NONE);
}

int graph_serve(struct conn *c, struct request *r, int *kept) {
  char body[KEPT_MOST];
  struct eater eater = {.keep = body};
  unsigned id;
  int isPut = strcmp(r->method, "PUT") == 0, isPost = strcmp(r->method, "POST") == 0;
  if (isPut && sscanf(r->path, "/s/%u", &id) == 1) *kept = range(c, r, id);
  else if (isPut) *kept = whole(c, r);
  else if (!body_read(c, r, &eater)) *kept = 0;
  else if (isPost && ends(r, "/createUploadSession")) *kept = session(c, r);
  else if (isPost && ends(r, "/oauth2/v2.0/token"))
    *kept = answer(c, 200, "",
                   "{\"access_token\":\"x\",\"refresh_token\":\"y\",\"token_type\":\"Bearer\",\"expires_in\":360000,"
                   "\"scope\":\"Files.ReadWrite\"}");
  else if (isPost && ends(r, "/children")) *kept = folder(c, body);
  else if (strcmp(r->method, "PATCH") == 0) {
    const char *at = strstr(r->path, "/I");
    *kept = item(c, 200, at == NULL ? 0 : strtoul(at + 2, NULL, 10));
  } else *kept = strcmp(r->method, "GET") == 0 ? get(c, r) : answer(c, 404, "", NONE);
  return 1;
}
