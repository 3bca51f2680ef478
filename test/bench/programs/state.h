/* What the sink knows: sessions, finished files, and what it counts. */
#ifndef STATE_H
#define STATE_H

#include <pthread.h>
#include <stdint.h>
#include "http.h"

enum { SESSIONS = 1 << 16, FILES = 1 << 17, NAME = 200 };

struct part {
  uint64_t offset, size;
  char sha1[41];
};

struct session {
  pthread_mutex_t lock;
  uint64_t next, total, taken, unit;
  struct quick_xor hash;
  char name[NAME];
  uint64_t *lengths; /* of its ranges, as they came */
  struct part *parts;
  uint32_t count, room;
};

struct file {
  char name[NAME], hash[29];
  uint64_t size;
};

struct state {
  int prove; /* all bytes are looked at */
  char expected[29]; /* of files that are thrown away unread: what they are said to be */
  struct session *sessions;
  struct file *files;
  uint32_t made, done, kept; /* kept: where `hashes` begins */
  uint64_t requests, bytes, connections, bad, tokens;
  int64_t first_ns, last_ns;
  const char *why;
  uint32_t last; /* the session that was finished last */
};

extern struct state state;

struct session *session_new(uint32_t *id, const char *name, size_t length);
struct session *session_at(uint32_t id);
void session_note(struct session *s, const struct request *r, const struct quick_xor *hash, const char *sha1);
/* Id of a file that is whole now. `hash`: NULL where nobody looked at its bytes. */
uint32_t file_new(const char *name, size_t length, uint64_t size, const struct quick_xor *hash);
/* Counts a refusal. */
void refused(const char *why);
/* The last name in a path, with no more than what stands behind it: "/v1.0/…/name:/createUploadSession". */
const char *name_in(const char *path, size_t *length);

/* Each 1 if the request was theirs; *kept says whether the connection goes on. */
int graph_serve(struct conn *c, struct request *r, int *kept);
int box_serve(struct conn *c, struct request *r, int *kept);
int tus_serve(struct conn *c, struct request *r, int *kept);

#endif
