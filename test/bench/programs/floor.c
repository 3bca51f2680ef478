/*
 * The least that a client could do: plain C, one connection a file, the ranges that another client took. What it needs is
 * the machine's and the protocol's floor.
 *
 *   floor ADDRESS PORT plain|tls one FILE                   one request
 *   floor ADDRESS PORT plain|tls ranges LENGTHS FILE…       upload sessions, a thread a file; LENGTHS: a file of numbers
 *   floor ADDRESS PORT plain|tls many AT_ONCE LIST          a PUT for each file of a list, over so many connections
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, MOST = 65536 };

static struct sockaddr_in server;
static char host[64];
static SSL_CTX *tls;
static uint64_t lengths[MOST];
static size_t ranges;
static char **names;
static int taken, named;

struct line {
  int fd;
  SSL *ssl;
};

static void stop(const char *why) {
  fprintf(stderr, "floor: %s\n", why);
  exit(1);
}

static struct line dial(void) {
  struct line line = {socket(AF_INET, SOCK_STREAM, 0), NULL};
  int one = 1;
  if (connect(line.fd, (struct sockaddr *)&server, sizeof server) != 0) stop("no connection");
  setsockopt(line.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (tls == NULL) return line;
  line.ssl = SSL_new(tls);
  SSL_set_fd(line.ssl, line.fd);
  if (SSL_connect(line.ssl) != 1) stop("no TLS");
  return line;
}

static void put(struct line line, const char *bytes, size_t length, int flags) {
  while (length > 0) {
    ssize_t n = line.ssl != NULL ? SSL_write(line.ssl, bytes, length) : send(line.fd, bytes, length, flags);
    if (n <= 0) stop("the connection broke");
    bytes += n;
    length -= n;
  }
}

/* The whole answer, and whether it is a good one; `text` of MOST bytes. */
static void answered(struct line line, char *text) {
  size_t have = 0;
  for (;;) {
    ssize_t n = line.ssl != NULL ? SSL_read(line.ssl, text + have, MOST - 1 - have) : recv(line.fd, text + have, MOST - 1 - have, 0);
    if (n <= 0) stop("no answer");
    have += n;
    text[have] = 0;
    char *body = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "content-length:");
    if (body == NULL) continue;
    if (have >= (body + 4 - text) + (length == NULL ? 0 : strtoull(length + 15, NULL, 10))) break;
  }
  if (strncmp(text, "HTTP/1.1 20", 11) != 0) stop(text);
}

/* `length` bytes of a file, by sendfile where nothing has to be enciphered and only the ceiling is asked for. */
static void file_out(struct line line, int file, uint64_t at, uint64_t length, char *piece, int fast) {
  off_t place = at;
  while (length > 0) {
    ssize_t n;
    if (fast && line.ssl == NULL) {
      n = sendfile(line.fd, file, &place, length);
      if (n <= 0) stop("sendfile");
    } else {
      n = pread(file, piece, length < PIECE ? length : PIECE, place);
      if (n <= 0) stop("the file");
      put(line, piece, n, 0);
      place += n;
    }
    length -= n;
  }
}

static uint64_t size_of(int file) {
  struct stat stat;
  if (file < 0 || fstat(file, &stat) != 0) stop("no file");
  return stat.st_size;
}

static void one(const char *name) {
  char head[512], text[MOST], *piece = malloc(PIECE);
  int file = open(name, O_RDONLY);
  uint64_t size = size_of(file);
  struct line line = dial();
  int n = sprintf(head, "PUT /raw HTTP/1.1\r\nHost: %s\r\nContent-Length: %lu\r\n\r\n", host, size);
  put(line, head, n, MSG_MORE);
  file_out(line, file, 0, size, piece, 1);
  answered(line, text);
}

static void *session(void *arg) {
  const char *name = arg, *base = strrchr(name, '/');
  char head[1024], text[MOST], path[256], *piece = malloc(PIECE);
  int file = open(name, O_RDONLY);
  uint64_t size = size_of(file);
  struct line line = dial();
  int n = snprintf(head, sizeof head,
                   "POST /v1.0/me/drive/root:/%s:/createUploadSession HTTP/1.1\r\nHost: %s\r\nContent-Length: 2\r\n\r\n{}",
                   base == NULL ? name : base + 1, host);
  put(line, head, n, 0);
  answered(line, text);
  const char *url = strstr(text, "/s/");
  if (url == NULL || sscanf(url, "%255[^\"]", path) != 1) stop("no session");
  size_t turn = 0;
  for (uint64_t at = 0, length; at < size; at += length, turn++) {
    length = lengths[turn < ranges ? turn : ranges - 1];
    if (length > size - at) length = size - at;
    n = snprintf(head, sizeof head, "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %lu\r\nContent-Range: bytes %lu-%lu/%lu\r\n\r\n",
                 path, host, length, at, at + length - 1, size);
    put(line, head, n, MSG_MORE);
    file_out(line, file, at, length, piece, 0);
    answered(line, text);
  }
  return NULL;
}

static void small_put(struct line line, const char *name, char *piece, char *text) {
  const char *base = strrchr(name, '/');
  int file = open(name, O_RDONLY);
  uint64_t size = size_of(file);
  int n = sprintf(piece, "PUT /v1.0/me/drive/root:/%s:/content HTTP/1.1\r\nHost: %s\r\nContent-Length: %lu\r\n\r\n",
                  base == NULL ? name : base + 1, host, size);
  if (read(file, piece + n, size) != (ssize_t)size) stop("the file");
  put(line, piece, n + size, 0);
  answered(line, text);
  close(file);
}

static void *many(void *arg) {
  char *piece = malloc(2 * PIECE), *text = malloc(MOST);
  struct line line = dial();
  (void)arg;
  for (int at; (at = __sync_fetch_and_add(&taken, 1)) < named;) small_put(line, names[at], piece, text);
  return NULL;
}

static void in_threads(void *(*work)(void *), int count, char **args) {
  pthread_t threads[256];
  if (count > 256) stop("too many");
  for (int i = 0; i < count; i++) pthread_create(&threads[i], NULL, work, args == NULL ? NULL : args[i]);
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

static void read_lengths(const char *name) {
  FILE *file = fopen(name, "r");
  if (file == NULL) stop("no lengths");
  while (ranges < MOST && fscanf(file, "%lu", &lengths[ranges]) == 1) ranges++;
  if (ranges == 0) stop("no lengths");
}

static void read_list(const char *name) {
  char line[4096];
  FILE *file = fopen(name, "r");
  if (file == NULL) stop("no list");
  names = malloc(sizeof *names * 1000000);
  while (named < 1000000 && fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    names[named++] = strdup(line);
  }
}

int main(int count, char **args) {
  if (count < 6) return 2;
  signal(SIGPIPE, SIG_IGN);
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(args[2]))};
  inet_pton(AF_INET, args[1], &server.sin_addr);
  snprintf(host, sizeof host, "%s:%s", args[1], args[2]);
  /* It sends nothing that anybody may not know: whom it speaks to is looked at by the clients that are measured. */
  if (strcmp(args[3], "tls") == 0) tls = SSL_CTX_new(TLS_client_method());
  if (strcmp(args[4], "one") == 0) one(args[5]);
  else if (strcmp(args[4], "ranges") == 0) {
    read_lengths(args[5]);
    in_threads(session, count - 6, args + 6);
  } else if (strcmp(args[4], "many") == 0) {
    read_list(args[6]);
    in_threads(many, atoi(args[5]), NULL);
  } else return 2;
  return 0;
}
