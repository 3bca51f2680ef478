#define _GNU_SOURCE
#include "http.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

int answer_pause_ms;

static ssize_t bytes_in(struct conn *c, char *into, size_t most) {
  if (c->ssl != NULL) return SSL_read(c->ssl, into, most > 1 << 20 ? 1 << 20 : (int)most);
  return recv(c->fd, into, most, 0);
}

static int bytes_out(struct conn *c, const char *bytes, size_t length) {
  if (c->ssl != NULL) return SSL_write(c->ssl, bytes, (int)length) == (int)length;
  return send(c->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* More of the head. What was used of it already makes room. */
static int fill(struct conn *c) {
  memmove(c->head, c->head + c->at, c->have - c->at);
  c->have -= c->at;
  c->at = 0;
  if (c->have >= HEAD_MOST) return 0;
  ssize_t n = bytes_in(c, c->head + c->have, HEAD_MOST - c->have);
  if (n <= 0) return 0;
  c->have += n;
  c->head[c->have] = 0;
  return 1;
}

/* The text up to and with `end`, which is used with that; its length, 0 when the connection is over. */
static size_t text_until(struct conn *c, const char *end, char *into, size_t most) {
  char *found;
  c->head[c->have] = 0;
  while ((found = strstr(c->head + c->at, end)) == NULL)
    if (!fill(c)) return 0;
  size_t length = found + strlen(end) - (c->head + c->at);
  if (length >= most) return 0;
  memcpy(into, c->head + c->at, length);
  into[length] = 0;
  c->at += length;
  return length;
}

const char *header(const struct request *r, const char *name) {
  char wanted[64];
  snprintf(wanted, sizeof wanted, "\r\n%s:", name);
  const char *at = strcasestr(r->raw, wanted);
  if (at == NULL) return NULL;
  at += strlen(wanted);
  while (*at == ' ') at++;
  return at;
}

int request_read(struct conn *c, struct request *r) {
  uint64_t last;
  if (text_until(c, "\r\n\r\n", r->raw, sizeof r->raw) == 0) return 0;
  if (sscanf(r->raw, "%11s %4095s", r->method, r->path) != 2) return 0;
  const char *length = header(r, "content-length"), *range = header(r, "content-range");
  const char *coding = header(r, "transfer-encoding"), *expect = header(r, "expect");
  r->length = length == NULL ? 0 : strtoull(length, NULL, 10);
  r->chunked = coding != NULL && strncasecmp(coding, "chunked", 7) == 0;
  r->ranged = range != NULL && sscanf(range, "bytes %lu-%lu/%lu", &r->start, &last, &r->total) == 3;
  r->end = r->ranged ? last + 1 : 0;
  if (expect != NULL && strncmp(expect, "100", 3) == 0) return bytes_out(c, "HTTP/1.1 100 Continue\r\n\r\n", 25);
  return 1;
}

static void eat(struct eater *e, const char *bytes, size_t length) {
  if (e->keep != NULL) {
    size_t room = KEPT_MOST - 1 - e->kept, n = length < room ? length : room;
    memcpy(e->keep + e->kept, bytes, n);
    e->kept += n;
    e->keep[e->kept] = 0;
  }
  if (e->hash != NULL) quick_xor_add(e->hash, e->offset, (const uint8_t *)bytes, length);
  if (e->sha1 != NULL) EVP_DigestUpdate(e->sha1, bytes, length);
  e->offset += length;
}

static int take(struct conn *c, uint64_t left, struct eater *e) {
  size_t here = c->have - c->at;
  if (here > left) here = left;
  eat(e, c->head + c->at, here);
  c->at += here;
  left -= here;
  int wanted = e->keep != NULL || e->hash != NULL || e->sha1 != NULL;
  while (left > 0) {
    size_t most = left < SCRAP ? left : SCRAP;
    ssize_t n = c->ssl == NULL && !wanted ? recv(c->fd, c->scrap, most, MSG_TRUNC) : bytes_in(c, c->scrap, most);
    if (n <= 0) return 0;
    if (wanted) eat(e, c->scrap, n);
    left -= n;
  }
  return 1;
}

int body_read(struct conn *c, struct request *r, struct eater *e) {
  char line[256];
  if (e->keep != NULL) e->keep[0] = 0;
  if (!r->chunked) return take(c, r->length, e);
  r->length = 0;
  for (;;) {
    if (text_until(c, "\r\n", line, sizeof line) == 0) return 0;
    uint64_t n = strtoull(line, NULL, 16);
    if (!take(c, n, e) || text_until(c, "\r\n", line, sizeof line) == 0) return 0;
    r->length += n;
    if (n == 0) return 1;
  }
}

int answer(struct conn *c, int status, const char *headers, const char *json) {
  char text[KEPT_MOST + 1024];
  struct timespec pause = {answer_pause_ms / 1000, answer_pause_ms % 1000 * 1000000L};
  if (answer_pause_ms > 0) nanosleep(&pause, NULL);
  const char *type = *json == 0 ? "" : "Content-Type: application/json\r\n";
  int n = snprintf(text, sizeof text, "HTTP/1.1 %d X\r\n%s%sContent-Length: %zu\r\n\r\n%s", status, headers, type, strlen(json), json);
  return n < (int)sizeof text && bytes_out(c, text, n);
}

int answer_long(struct conn *c, const char *json, size_t length) {
  char head[128];
  int n = snprintf(head, sizeof head, "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", length);
  return bytes_out(c, head, n) && bytes_out(c, json, length);
}
