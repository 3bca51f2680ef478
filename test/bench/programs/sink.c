/*
 * A sink for benchmarks: speaks as much of Graph, Box and tus as clients need, over TCP or TLS, is strict about what it is
 * sent, and throws the bytes away (inside the kernel, where nothing is to be proved and nothing to be deciphered). It must
 * never be what is measured: its ceiling is printed first.
 *
 *   sink ADDRESS PORT [CERTIFICATE KEY]       prints its port; PORT 0: any
 *
 * Its standard input takes commands, a line each, and each is answered with a line:
 *   reset | trace 0|1 | prove 0|1 | think MS | expect HASH | stats | hashes | ranges
 */
#define _GNU_SOURCE
#include "state.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static SSL_CTX *tls;
static int trace;

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int raw(struct conn *c, struct request *r, int *kept) {
  if (strncmp(r->path, "/raw", 4) != 0) return 0;
  struct eater eater = {0};
  *kept = body_read(c, r, &eater) && answer(c, 201, "", "{}");
  return 1;
}

static int serve_one(struct conn *c, struct request *r) {
  int kept = 0;
  int64_t none = 0;
  if (trace) fprintf(stderr, "%s %s %lu\n", r->method, r->path, r->length);
  __atomic_compare_exchange_n(&state.first_ns, &none, now_ns(), 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  __sync_add_and_fetch(&state.requests, 1);
  if (!raw(c, r, &kept) && !tus_serve(c, r, &kept) && !box_serve(c, r, &kept)) graph_serve(c, r, &kept);
  __sync_add_and_fetch(&state.bytes, r->length);
  state.last_ns = now_ns();
  return kept;
}

static void *serve(void *arg) {
  struct conn *c = arg;
  struct request *r = malloc(sizeof *r);
  int one = 1;
  c->scrap = malloc(SCRAP);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (tls != NULL) {
    c->ssl = SSL_new(tls);
    SSL_set_fd(c->ssl, c->fd);
  }
  if (c->ssl == NULL || SSL_accept(c->ssl) == 1) {
    __sync_add_and_fetch(&state.connections, 1);
    while (request_read(c, r) && serve_one(c, r)) continue;
  }
  if (c->ssl != NULL) SSL_free(c->ssl);
  close(c->fd);
  free(c->scrap);
  free(c);
  free(r);
  return NULL;
}

static void *command(void *arg) {
  char line[256];
  (void)arg;
  while (fgets(line, sizeof line, stdin) != NULL) {
    int number;
    if (strncmp(line, "reset", 5) == 0) {
      state.requests = state.bytes = state.connections = state.bad = state.tokens = 0;
      state.first_ns = state.last_ns = 0;
      state.kept = state.done;
      state.why = "";
    } else if (sscanf(line, "prove %d", &number) == 1) state.prove = number;
    else if (sscanf(line, "trace %d", &number) == 1) trace = number;
    else if (sscanf(line, "think %d", &number) == 1) answer_pause_ms = number;
    else if (strncmp(line, "expect ", 7) == 0) snprintf(state.expected, sizeof state.expected, "%.28s", line + 7);
    if (strncmp(line, "hashes", 6) == 0) {
      for (uint32_t id = state.kept + 1; id <= state.done; id++) printf("%s ", state.files[id % FILES].hash);
    } else if (strncmp(line, "ranges", 6) == 0) {
      struct session *s = session_at(state.last);
      for (uint32_t i = 0; s != NULL && i < s->count; i++) printf("%lu ", s->lengths[i]);
    } else if (strncmp(line, "stats", 5) == 0) {
      struct rusage used;
      getrusage(RUSAGE_SELF, &used);
      double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
      printf("{\"files\":%u,\"bad\":%lu,\"why\":\"%s\",\"tokens\":%lu,\"requests\":%lu,\"bytes\":%lu,\"connections\":%lu,"
             "\"firstNs\":\"%ld\",\"lastNs\":\"%ld\",\"cpuMs\":%.1f}",
             state.done - state.kept, state.bad, state.why, state.tokens, state.requests, state.bytes, state.connections,
             state.first_ns, state.last_ns, cpu * 1000);
    }
    printf("\n");
    fflush(stdout);
  }
  exit(0);
}

int main(int count, char **args) {
  if (count != 3 && count != 5) return 2;
  signal(SIGPIPE, SIG_IGN);
  state.sessions = calloc(SESSIONS, sizeof *state.sessions);
  state.files = calloc(FILES, sizeof *state.files);
  if (count == 5) {
    tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_default_read_buffer_len(tls, 1 << 17);
    SSL_CTX_set_read_ahead(tls, 1);
    if (SSL_CTX_use_certificate_chain_file(tls, args[3]) != 1) return 3;
    if (SSL_CTX_use_PrivateKey_file(tls, args[4], SSL_FILETYPE_PEM) != 1) return 3;
  }
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(args[2]))};
  socklen_t size = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  inet_pton(AF_INET, args[1], &at.sin_addr);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 1024) != 0) return 4;
  getsockname(listener, (struct sockaddr *)&at, &size);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, command, NULL);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    struct conn *c = calloc(1, sizeof *c);
    c->fd = fd;
    if (pthread_create(&thread, NULL, serve, c) != 0) {
      close(fd);
      free(c);
    } else pthread_detach(thread);
  }
}
