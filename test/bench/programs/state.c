#define _GNU_SOURCE
#include "state.h"
#include <stdlib.h>

struct state state = {.expected = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", .why = ""};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void name_set(char *to, const char *name, size_t length) {
  if (length >= NAME) length = NAME - 1;
  memcpy(to, name, length);
  to[length] = 0;
}

struct session *session_new(uint32_t *id, const char *name, size_t length) {
  *id = __sync_add_and_fetch(&state.made, 1);
  struct session *s = &state.sessions[*id % SESSIONS];
  free(s->lengths);
  free(s->parts);
  memset(s, 0, sizeof *s);
  pthread_mutex_init(&s->lock, NULL);
  name_set(s->name, name, length);
  return s;
}

struct session *session_at(uint32_t id) {
  return id == 0 || id > state.made || id + SESSIONS <= state.made ? NULL : &state.sessions[id % SESSIONS];
}

void session_note(struct session *s, const struct request *r, const struct quick_xor *hash, const char *sha1) {
  pthread_mutex_lock(&s->lock);
  if (s->count == s->room) {
    s->room = s->room == 0 ? 64 : s->room * 2;
    s->lengths = realloc(s->lengths, s->room * sizeof *s->lengths);
    s->parts = realloc(s->parts, s->room * sizeof *s->parts);
  }
  s->lengths[s->count] = r->end - r->start;
  s->parts[s->count] = (struct part){.offset = r->start, .size = r->end - r->start};
  if (sha1 != NULL) memcpy(s->parts[s->count].sha1, sha1, 41);
  s->count++;
  s->taken += r->end - r->start;
  if (hash != NULL) quick_xor_join(&s->hash, hash);
  pthread_mutex_unlock(&s->lock);
}

uint32_t file_new(const char *name, size_t length, uint64_t size, const struct quick_xor *hash) {
  uint32_t id = __sync_add_and_fetch(&state.done, 1);
  struct file *file = &state.files[id % FILES];
  name_set(file->name, name, length);
  file->size = size;
  if (hash != NULL) quick_xor_text(hash, size, file->hash);
  else {
    pthread_mutex_lock(&lock);
    memcpy(file->hash, state.expected, sizeof file->hash);
    pthread_mutex_unlock(&lock);
  }
  return id;
}

void refused(const char *why) {
  __sync_add_and_fetch(&state.bad, 1);
  state.why = why;
}

const char *name_in(const char *path, size_t *length) {
  const char *end = strstr(path, ":/");
  const char *last = NULL;
  /* The last colon ends the name; the one before it begins the path. */
  for (const char *at = end; at != NULL; at = strstr(at + 1, ":/")) last = at;
  if (last == NULL) last = path + strcspn(path, "?");
  const char *begin = last;
  while (begin > path && begin[-1] != '/' && begin[-1] != ':') begin--;
  *length = last - begin;
  return begin;
}
