/* Box's chunked uploads: parts of the size that it dictates, in any order, each with its SHA-1, and a commit. */
#define _GNU_SOURCE
#include "state.h"
#include <stdlib.h>

static const uint64_t PART = 8 << 20, PARTS_MOST = 1024;
enum { PAGE = 200 };
static const char WRONG[] = "{\"type\":\"error\",\"status\":400,\"code\":\"bad_request\",\"message\":\"refused\"}";
static const char NONE[] = "{\"type\":\"error\",\"status\":404,\"code\":\"not_found\",\"message\":\"not here\"}";

/* `sha=BASE64` of a Digest header as hex; 0 where it is none. */
static int digest_of(const struct request *r, char *hex) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *at = header(r, "digest");
  if (at == NULL || strncasecmp(at, "sha=", 4) != 0) return 0;
  unsigned bits = 0, count = 0, made = 0;
  for (at += 4; made < 20; at++) {
    const char *digit = *at == 0 ? NULL : strchr(digits, *at);
    if (digit == NULL) return 0;
    bits = bits << 6 | (unsigned)(digit - digits);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    made++;
    hex += sprintf(hex, "%02x", bits >> count & 255);
  }
  return 1;
}

static uint64_t unit_of(uint64_t size) {
  uint64_t unit = PART;
  while (size / unit >= PARTS_MOST) unit *= 2;
  return unit;
}

static int tell(struct conn *c, struct request *r, uint32_t id, int status) {
  char json[2048], host[128] = "", base[256];
  struct session *s = session_at(id);
  const char *at = header(r, "host");
  if (s == NULL) return answer(c, 404, "", NONE);
  if (at != NULL) sscanf(at, "%127[^\r]", host);
  snprintf(base, sizeof base, "%s://%s/api/2.0/files/upload_sessions/%u", c->ssl == NULL ? "http" : "https", host, id);
  snprintf(json, sizeof json,
           "{\"id\":\"%u\",\"type\":\"upload_session\",\"session_expires_at\":\"2099-01-01T00:00:00Z\",\"part_size\":%lu,"
           "\"total_parts\":%lu,\"num_parts_processed\":%u,\"session_endpoints\":{\"upload_part\":\"%s\",\"commit\":\"%s/commit\","
           "\"abort\":\"%s\",\"list_parts\":\"%s/parts\",\"status\":\"%s\",\"log_event\":\"%s/log\"}}",
           id, s->unit, (s->total + s->unit - 1) / s->unit, s->count, base, base, base, base, base, base);
  return answer(c, status, "", json);
}

static int part_json(char *to, size_t room, const struct part *part) {
  return snprintf(to, room, "{\"part_id\":\"%08lX\",\"offset\":%lu,\"size\":%lu,\"sha1\":\"%s\"}", part->offset, part->offset,
                  part->size, part->sha1);
}

static int list(struct conn *c, const struct request *r, const struct session *s) {
  char json[KEPT_MOST];
  const char *at = strstr(r->path, "offset=");
  uint32_t from = at == NULL ? 0 : strtoul(at + 7, NULL, 10), to = from + PAGE < s->count ? from + PAGE : s->count;
  int n = snprintf(json, sizeof json, "{\"total_count\":%u,\"limit\":%d,\"offset\":%u,\"entries\":[", s->count, PAGE, from);
  for (uint32_t i = from; i < to; i++) {
    if (i > from) json[n++] = ',';
    n += part_json(json + n, sizeof json - n, &s->parts[i]);
  }
  snprintf(json + n, sizeof json - n, "]}");
  return answer(c, 200, "", json);
}

static int part(struct conn *c, struct request *r, struct session *s) {
  char sha1[41] = "", json[256];
  struct quick_xor hash = {0};
  EVP_MD_CTX *digest = state.prove ? EVP_MD_CTX_new() : NULL;
  if (digest != NULL) EVP_DigestInit_ex(digest, EVP_sha1(), NULL);
  struct eater eater = {.hash = state.prove ? &hash : NULL, .offset = r->start, .sha1 = digest};
  int whole = body_read(c, r, &eater);
  const char *why = !r->ranged                                                                ? "no range"
                    : s == NULL                                                               ? "no session"
                    : !digest_of(r, sha1)                                                     ? "no digest"
                    : r->length != r->end - r->start                                          ? "length"
                    : r->start % s->unit != 0 || r->total != s->total                         ? "not a part"
                    : r->end != (r->start + s->unit < s->total ? r->start + s->unit : s->total) ? "not a part"
                                                                                              : NULL;
  if (digest != NULL) {
    uint8_t got[20];
    char hex[41];
    EVP_DigestFinal_ex(digest, got, NULL);
    EVP_MD_CTX_free(digest);
    for (int i = 0; i < 20; i++) sprintf(hex + i * 2, "%02x", got[i]);
    if (why == NULL && strcmp(hex, sha1) != 0) why = "another digest";
  }
  if (!whole) return 0;
  if (why != NULL) {
    refused(why);
    return answer(c, 400, "", WRONG);
  }
  session_note(s, r, &hash, sha1);
  struct part made = {.offset = r->start, .size = r->end - r->start};
  memcpy(made.sha1, sha1, 41);
  int n = sprintf(json, "{\"part\":");
  n += part_json(json + n, sizeof json - n - 2, &made);
  strcpy(json + n, "}");
  return answer(c, 200, "", json);
}

static int commit(struct conn *c, struct request *r, struct session *s, uint32_t id) {
  char sha1[41] = "", json[512];
  if (s == NULL || s->taken != s->total || !digest_of(r, sha1)) {
    refused("commit");
    return answer(c, 400, "", WRONG);
  }
  state.last = id;
  uint32_t file = file_new(s->name, strlen(s->name), s->total, state.prove ? &s->hash : NULL);
  snprintf(json, sizeof json,
           "{\"total_count\":1,\"entries\":[{\"type\":\"file\",\"id\":\"%u\",\"etag\":\"0\",\"name\":\"%s\",\"size\":%lu,"
           "\"sha1\":\"%s\",\"item_status\":\"active\",\"content_modified_at\":\"2026-01-01T00:00:00Z\"}]}",
           file, s->name, s->total, sha1);
  return answer(c, 201, "", json);
}

static int create(struct conn *c, struct request *r, const char *body) {
  char name[NAME] = "file";
  uint32_t id;
  const char *at = strstr(body, "\"file_name\""), *size = strstr(body, "\"file_size\"");
  if (at != NULL) sscanf(at, "\"file_name\" : \"%199[^\"]", name);
  struct session *s = session_new(&id, name, strlen(name));
  if (size != NULL) sscanf(size, "\"file_size\" : %lu", &s->total);
  s->unit = unit_of(s->total);
  return tell(c, r, id, 201);
}

static int look(struct conn *c, const struct request *r) {
  if (strstr(r->path, "/users/me") != NULL)
    return answer(c, 200, "",
                  "{\"type\":\"user\",\"id\":\"1\",\"login\":\"bench\",\"name\":\"bench\",\"max_upload_size\":500000000000,"
                  "\"space_amount\":9900000000000,\"space_used\":0}");
  if (strstr(r->path, "/items") != NULL) return answer(c, 200, "", "{\"entries\":[],\"limit\":500}");
  if (strstr(r->path, "/folders/") != NULL) return answer(c, 200, "", "{\"type\":\"folder\",\"id\":\"0\",\"etag\":\"0\",\"name\":\"All Files\"}");
  return answer(c, 404, "", NONE);
}

int box_serve(struct conn *c, struct request *r, int *kept) {
  if (strstr(r->path, "/2.0/") == NULL) return 0;
  const char *at = strstr(r->path, "/upload_sessions/");
  uint32_t id = at == NULL ? 0 : strtoul(at + 17, NULL, 10);
  if (at != NULL && strcmp(r->method, "PUT") == 0) {
    *kept = part(c, r, session_at(id));
    return 1;
  }
  char text[KEPT_MOST];
  struct eater eater = {.keep = text};
  struct session *s = session_at(id);
  int isPost = strcmp(r->method, "POST") == 0;
  if (!body_read(c, r, &eater)) *kept = 0;
  else if (at != NULL && s == NULL) *kept = answer(c, 404, "", NONE);
  else if (at != NULL && isPost && strstr(at, "/commit") != NULL) *kept = commit(c, r, s, id);
  else if (at != NULL && strstr(at, "/parts") != NULL) *kept = list(c, r, s);
  else if (at != NULL && strcmp(r->method, "DELETE") == 0) *kept = answer(c, 204, "", "");
  else if (at != NULL) *kept = tell(c, r, id, 200);
  else if (isPost && strstr(r->path, "/upload_sessions") != NULL) *kept = create(c, r, text);
  else if (isPost && strstr(r->path, "/folders") != NULL)
    *kept = answer(c, 201, "", "{\"type\":\"folder\",\"id\":\"7\",\"etag\":\"0\",\"name\":\"Bench\"}");
  else if (strcmp(r->method, "OPTIONS") == 0) *kept = answer(c, 200, "", "{}");
  else *kept = look(c, r);
  return 1;
}
