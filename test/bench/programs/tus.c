/* tus 1.0: a reference among the peers only, since it knows neither hashes nor strict ranges. */
#define _GNU_SOURCE
#include "state.h"
#include <stdlib.h>

#define SPEAKS "Tus-Resumable: 1.0.0\r\n"

static uint64_t number(const struct request *r, const char *name) {
  const char *at = header(r, name);
  return at == NULL ? 0 : strtoull(at, NULL, 10);
}

static int create(struct conn *c, struct request *r) {
  char headers[512], host[128] = "";
  uint32_t id;
  const char *at = header(r, "host");
  if (at != NULL) sscanf(at, "%127[^\r]", host);
  struct session *s = session_new(&id, "tus", 3);
  s->total = number(r, "upload-length");
  snprintf(headers, sizeof headers, SPEAKS "Location: %s://%s/tus/%u\r\n", c->ssl == NULL ? "http" : "https", host, id);
  return answer(c, 201, headers, "");
}

static int patch(struct conn *c, struct request *r, uint32_t id) {
  char headers[256];
  struct session *s = session_at(id);
  struct quick_xor hash = {0};
  uint64_t offset = number(r, "upload-offset");
  int looks = state.prove || (s != NULL && s->total <= 1 << 20);
  struct eater eater = {.hash = looks ? &hash : NULL, .offset = offset};
  if (!body_read(c, r, &eater)) return 0;
  if (s == NULL || offset != s->next) {
    refused("tus offset");
    return answer(c, 409, SPEAKS, "");
  }
  r->start = offset;
  r->end = s->next = offset + r->length;
  session_note(s, r, &hash, NULL);
  if (s->next == s->total) file_new(s->name, strlen(s->name), s->total, looks ? &s->hash : NULL);
  snprintf(headers, sizeof headers, SPEAKS "Upload-Offset: %lu\r\n", s->next);
  return answer(c, 204, headers, "");
}

int tus_serve(struct conn *c, struct request *r, int *kept) {
  if (strncmp(r->path, "/tus", 4) != 0) return 0;
  struct eater eater = {0};
  unsigned id = 0;
  sscanf(r->path, "/tus/%u", &id);
  if (strcmp(r->method, "PATCH") == 0) *kept = patch(c, r, id);
  else if (!body_read(c, r, &eater)) *kept = 0;
  else *kept = strcmp(r->method, "POST") == 0 ? create(c, r) : answer(c, 404, SPEAKS, "");
  return 1;
}
