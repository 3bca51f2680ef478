/*
 * Runs a command and writes what it took into a file, as JSON: wall and CPU time, peak memory, how it ended. A small
 * program does this, because a process's peak begins with that of the one which it was forked from.
 *
 *   timed FILE COMMAND [ARGUMENT…]
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int count, char **args) {
  if (count < 3) return 2;
  double begun = ms();
  pid_t child = fork();
  if (child < 0) return 3;
  if (child == 0) {
    /* Whoever ends us because it hangs means the command. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(args[2], args + 2);
    perror(args[2]);
    _exit(127);
  }
  int status;
  struct rusage used;
  if (wait4(child, &status, 0, &used) != child) return 3;
  double wall = ms() - begun;
  FILE *file = fopen(args[1], "w");
  if (file == NULL) return 3;
  double cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
  fprintf(file, "{\"beganNs\":\"%.0f\",\"wallMs\":%.2f,\"cpuMs\":%.2f,\"peakMiB\":%.2f,\"status\":%d}\n", begun * 1e6, wall, cpu,
          used.ru_maxrss / 1024.0, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
