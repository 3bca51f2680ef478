/* As much of HTTP/1.1 as a sink needs, over TCP or TLS: a head, a body that is looked at or thrown away, an answer. */
#ifndef HTTP_H
#define HTTP_H

#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "quick-xor-hash.h"

enum { HEAD_MOST = 32768, SCRAP = 4 << 20, KEPT_MOST = 65536 };

struct conn {
  int fd;
  SSL *ssl; /* NULL: plain */
  char head[HEAD_MOST + 1];
  size_t have, at;
  char *scrap;
};

struct request {
  char method[12];
  char path[4096];
  char raw[HEAD_MOST + 1]; /* the head, with its ends of lines */
  uint64_t length;         /* of the body; after it was taken also where it came in chunks */
  int chunked;
  int ranged;
  uint64_t start, end, total; /* of Content-Range: [start, end) of total */
};

/* What becomes of a body. Nothing set: it is thrown away, inside the kernel where that can be. */
struct eater {
  char *keep; /* the first KEPT_MOST bytes of it, ended with 0 */
  size_t kept;
  struct quick_xor *hash;
  uint64_t offset;
  EVP_MD_CTX *sha1;
};

/* Each 0 when the connection is over. */
int request_read(struct conn *c, struct request *r);
int body_read(struct conn *c, struct request *r, struct eater *e);
/* After the pause of a thinking service, `answer_pause_ms`. */
extern int answer_pause_ms;
int answer(struct conn *c, int status, const char *headers, const char *json);
/* With more than `answer` holds. */
int answer_long(struct conn *c, const char *json, size_t length);
/* The value of a header, or NULL; ends at the end of its line. */
const char *header(const struct request *r, const char *name);

#endif
