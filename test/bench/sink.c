/*
 * A sink for benchmarks: speaks as much of an upload session as a client needs, throws the bytes away inside the
 * kernel (MSG_TRUNC), and is strict about their order and length. It must never be what is measured: the benchmark
 * prints what it can take first.
 *
 *   cc -O2 -pthread sink.c -o sink && ./sink            prints its port
 *
 *   POST …createUploadSession    a session              PUT /s/N with Content-Range   a range of it
 *   PUT /expect/HASH             what the next finished file's hash is said to be (nobody hashes here)
 *   PUT /raw                     any body                GET /stats                    {"files":…,"bad":…}
 *   GET /v1.0/me…                somebody                any other GET                 404
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SESSIONS = 1 << 16, HEAD = 16384, PIECE = 4 << 20 };
static const uint64_t UNIT = 327680, MOST = 60ull << 20;

static struct { uint64_t next, total; } sessions[SESSIONS];
static uint32_t made, files, bad;
static char expected[64] = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int port;

static int say(int fd, int status, const char *body) {
  char head[2048];
  int n = snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
                   strlen(body), body);
  return send(fd, head, n, MSG_NOSIGNAL) == n;
}

/* The body that was not read with the head; thrown away. */
static int drain(int fd, uint64_t left, char *scrap) {
  while (left > 0) {
    ssize_t n = recv(fd, scrap, left < PIECE ? left : PIECE, MSG_TRUNC);
    if (n <= 0) return 0;
    left -= n;
  }
  return 1;
}

static int refuse(int fd, const char *why) {
  char body[256];
  __sync_fetch_and_add(&bad, 1);
  snprintf(body, sizeof body, "{\"error\":{\"code\":\"invalidRange\",\"message\":\"%s\"}}", why);
  return say(fd, 416, body);
}

static int range(int fd, uint32_t id, const char *head, uint64_t length, int drained) {
  uint64_t a, b, total;
  const char *at = strcasestr(head, "\r\ncontent-range:");
  if (!drained) return 0;
  if (at == NULL || sscanf(at + 16, " bytes %lu-%lu/%lu", &a, &b, &total) != 3) return refuse(fd, "no range");
  if (id >= SESSIONS || id > made) return refuse(fd, "no session");
  if (strcasestr(head, "\r\nauthorization:") != NULL) return refuse(fd, "a token");
  if (strcasestr(head, "\r\ntransfer-encoding:") != NULL) return refuse(fd, "chunked");
  if (b + 1 - a != length) return refuse(fd, "length");
  if (length >= MOST) return refuse(fd, "too long");
  if (b + 1 < total && length % UNIT != 0) return refuse(fd, "not a multiple");
  if (a != sessions[id].next) return refuse(fd, "order");
  if (sessions[id].total != 0 && sessions[id].total != total) return refuse(fd, "total");
  sessions[id].next = b + 1;
  sessions[id].total = total;
  char body[1024];
  if (b + 1 < total) {
    snprintf(body, sizeof body, "{\"expirationDateTime\":\"2099-01-01T00:00:00Z\",\"nextExpectedRanges\":[\"%lu-\"]}", b + 1);
    return say(fd, 202, body);
  }
  pthread_mutex_lock(&lock);
  files++;
  snprintf(body, sizeof body,
           "{\"id\":\"I%u\",\"name\":\"file\",\"size\":%lu,\"eTag\":\"\\\"%u\\\"\",\"file\":{\"hashes\":{\"quickXorHash\":\"%s\"}}}", id,
           total, id, expected);
  pthread_mutex_unlock(&lock);
  return say(fd, 201, body);
}

static int answer(int fd, char *head, uint64_t length, int drained) {
  char body[512];
  unsigned id;
  if (sscanf(head, "PUT /s/%u ", &id) == 1) return range(fd, id, head, length, drained);
  if (!drained) return 0;
  if (strncmp(head, "PUT /expect/", 12) == 0) {
    pthread_mutex_lock(&lock);
    snprintf(expected, sizeof expected, "%.28s", head + 12);
    for (char *c = expected; *c; c++) *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
    pthread_mutex_unlock(&lock);
    return say(fd, 200, "{}");
  }
  if (strncmp(head, "PUT /raw", 8) == 0) return say(fd, 201, "{}");
  if (strncmp(head, "POST ", 5) == 0 && strstr(head, "createUploadSession") != NULL) {
    uint32_t n = __sync_add_and_fetch(&made, 1) % SESSIONS;
    sessions[n].next = sessions[n].total = 0;
    snprintf(body, sizeof body, "{\"uploadUrl\":\"http://127.0.0.1:%d/s/%u\",\"nextExpectedRanges\":[\"0-\"]}", port, n);
    return say(fd, 200, body);
  }
  if (strncmp(head, "GET /stats", 10) == 0) {
    snprintf(body, sizeof body, "{\"files\":%u,\"bad\":%u}", files, bad);
    return say(fd, 200, body);
  }
  if (strncmp(head, "GET /v1.0/me ", 13) == 0) return say(fd, 200, "{\"userPrincipalName\":\"bench\"}");
  if (strncmp(head, "GET /v1.0/me/drive ", 19) == 0) return say(fd, 200, "{\"id\":\"D\",\"driveType\":\"business\"}");
  return say(fd, 404, "{\"error\":{\"code\":\"itemNotFound\",\"message\":\"not found\"}}");
}

static void *serve(void *arg) {
  int fd = (int)(intptr_t)arg, one = 1;
  char *head = malloc(HEAD + 1), *scrap = malloc(PIECE);
  size_t have = 0;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  for (;;) {
    char *end;
    head[have] = 0;
    while ((end = strstr(head, "\r\n\r\n")) == NULL) {
      ssize_t n = have < HEAD ? recv(fd, head + have, HEAD - have, 0) : 0;
      if (n <= 0) goto over;
      have += n;
      head[have] = 0;
    }
    size_t headBytes = end + 4 - head, got = have - headBytes;
    char *at = strcasestr(head, "\r\ncontent-length:");
    uint64_t length = at != NULL && at < end ? strtoull(at + 17, NULL, 10) : 0;
    uint64_t here = got < length ? got : length;
    char saved = end[2];
    end[2] = 0;
    int drained = drain(fd, length - here, scrap);
    int kept = answer(fd, head, length, drained);
    end[2] = saved;
    if (!kept) goto over;
    have = got - here;
    memmove(head, head + headBytes + here, have);
  }
over:
  close(fd);
  free(head);
  free(scrap);
  return NULL;
}

int main(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 64) != 0) return 1;
  getsockname(listener, (struct sockaddr *)&at, &size);
  port = ntohs(at.sin_port);
  printf("%d\n", port);
  fflush(stdout);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    pthread_t thread;
    if (fd < 0) continue;
    pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd);
    pthread_detach(thread);
  }
}
