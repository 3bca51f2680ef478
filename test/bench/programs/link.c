/*
 * A line between two network namespaces, packet by packet: rate, delay, loss and the queue before the narrow place. Packets
 * stay whole, so that it is the system's own TCP that meets them. For kernels without netem; needs root.
 *
 *   link PID_A PID_B RATE_MBIT RTT_MS LOSS_PERCENT QUEUE_MS [SEED]
 *
 * Processes A and B hold the namespaces. In A the line is 10.77.0.1, in B 10.77.0.2. Each way: a packet may be lost; else it
 * waits until those before it are through at the rate, unless that takes longer than the queue may be; and then half of
 * the round trip. Ends with SIGTERM, and says what it carried.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PLACES = 1 << 15, PACKET = 1600, BATCH = 64 };

struct packet {
  int64_t due;
  int length;
  unsigned char bytes[PACKET];
};

/* One way of the line: a ring of packets that are under way, in the order in which they leave. */
struct way {
  struct packet *ring;
  unsigned head, tail;
  int64_t busy_until;
  unsigned long carried, lost, dropped;
};

static volatile sig_atomic_t over;
static uint64_t chance;

static void stop(const char *why) {
  perror(why);
  exit(1);
}

static void end(int signal) {
  (void)signal;
  over = 1;
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* From 0 up to 1, the same ones for a seed (xorshift64*). */
static double drawn(void) {
  chance ^= chance >> 12;
  chance ^= chance << 25;
  chance ^= chance >> 27;
  return (double)((chance * 2685821657736338717ull) >> 11) / 9007199254740992.0;
}

/* The near end of the line, inside of a namespace; stays open when we leave that again. */
static int open_end(const char *pid, const char *address) {
  char text[512];
  snprintf(text, sizeof text, "/proc/%s/ns/net", pid);
  int home = open("/proc/self/ns/net", O_RDONLY), there = open(text, O_RDONLY);
  if (there < 0 || setns(there, CLONE_NEWNET) != 0) stop(text);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strcpy(request.ifr_name, "line0");
  if (tun < 0 || ioctl(tun, TUNSETIFF, &request) != 0) stop("/dev/net/tun");
  snprintf(text, sizeof text, "ip addr add %s/24 dev line0 && ip link set line0 mtu 1500 txqueuelen 10000 up", address);
  if (system(text) != 0) stop("ip");
  setns(home, CLONE_NEWNET);
  close(home);
  close(there);
  return tun;
}

static void take(struct way *way, int from, double bits_a_second, int64_t delay, double loss, int64_t queue) {
  for (int i = 0; i < BATCH; i++) {
    struct packet *packet = &way->ring[way->tail % PLACES];
    int length = read(from, packet->bytes, PACKET);
    if (length <= 0) return;
    int64_t at = now(), begins = way->busy_until > at ? way->busy_until : at;
    if (drawn() < loss) way->lost++;
    else if (begins - at > queue || way->tail - way->head >= PLACES - 1) way->dropped++;
    else {
      way->busy_until = begins + (int64_t)(length * 8 * 1e9 / bits_a_second);
      packet->due = way->busy_until + delay;
      packet->length = length;
      way->tail++;
    }
  }
}

static void give(struct way *way, int to) {
  for (int64_t at = now(); way->head != way->tail; way->head++) {
    struct packet *packet = &way->ring[way->head % PLACES];
    if (packet->due > at) return;
    if (write(to, packet->bytes, packet->length) > 0) way->carried++;
  }
}

int main(int count, char **args) {
  if (count < 7) return 2;
  double rate = atof(args[3]) * 1e6, loss = atof(args[5]) / 100;
  int64_t delay = (int64_t)(atof(args[4]) * 5e5), queue = (int64_t)(atof(args[6]) * 1e6);
  int ends[2] = {open_end(args[1], "10.77.0.1"), open_end(args[2], "10.77.0.2")};
  struct way ways[2] = {{.ring = malloc(sizeof(struct packet) * PLACES)}, {.ring = malloc(sizeof(struct packet) * PLACES)}};
  chance = count > 7 ? strtoull(args[7], NULL, 10) * 2 + 1 : 1;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGTERM, end);
  signal(SIGINT, end);
  printf("up\n");
  fflush(stdout);
  while (!over) {
    int64_t next = now() + 1000000000LL;
    for (int i = 0; i < 2; i++)
      if (ways[i].head != ways[i].tail && ways[i].ring[ways[i].head % PLACES].due < next) next = ways[i].ring[ways[i].head % PLACES].due;
    int64_t wait = next - now();
    struct timespec nap = {wait > 0 ? wait / 1000000000LL : 0, wait > 0 ? wait % 1000000000LL : 0};
    struct pollfd waiting[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
    ppoll(waiting, 2, &nap, NULL);
    for (int i = 0; i < 2; i++) {
      take(&ways[i], ends[i], rate, delay, loss, queue);
      give(&ways[i], ends[1 - i]);
    }
  }
  printf("{\"carried\":%lu,\"lost\":%lu,\"dropped\":%lu}\n", ways[0].carried + ways[1].carried, ways[0].lost + ways[1].lost,
         ways[0].dropped + ways[1].dropped);
  return 0;
}
