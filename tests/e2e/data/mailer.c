/* For mail.test.mjs, where msmtp is not installed: as much of it as the daemon uses (-C FILE -a ACCOUNT -t),
 * without TLS. Its line of log on stdout is msmtp's. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char host[300], from[300], user[300], password[300], line[1200], letter[40000], to[300];
static int port, is_plain, peer;

static void finish(const char *why, const char *name, int status)
{
    printf("Jan 01 00:00:00 host=%s tls=off auth=off from=%s recipients=%s", host, from, to);
    if (*line)
        printf(" smtpstatus=%.3s smtpmsg='%s'", line, line);
    if (*why)
        printf(" errormsg='%s'", why);
    printf(" exitcode=%s\n", name);
    exit(status);
}

/* Reads an answer to its last line; its first digit. */
static int answer(void)
{
    for (;;) {
        size_t n = 0;
        while (n < sizeof line - 1 && read(peer, line + n, 1) == 1 && line[n] != '\n')
            n++;
        line[n] = '\0';
        line[strcspn(line, "\r")] = '\0';
        if (!n)
            finish("the server sent an empty reply", "EX_IOERR", 74);
        if (line[3] != '-')
            return line[0];
    }
}

static int ask(const char *text)
{
    dprintf(peer, "%s\r\n", text);
    return answer();
}

static void settings(const char *path)
{
    char text[1000], name[100], value[600];
    FILE *file = fopen(path, "r");
    while (file && fgets(text, sizeof text, file)) {
        if (sscanf(text, "%99s %599[^\n]", name, value) != 2)
            continue;
        size_t length = strlen(value);
        char *at = value;
        if (*at == '"' && length > 1) {
            at[length - 1] = '\0';
            at++;
        }
        if (!strcmp(name, "host"))
            strcpy(host, at);
        if (!strcmp(name, "from"))
            strcpy(from, at);
        if (!strcmp(name, "user"))
            strcpy(user, at);
        if (!strcmp(name, "password"))
            strcpy(password, at);
        if (!strcmp(name, "port"))
            port = atoi(at);
        if (!strcmp(name, "auth"))
            is_plain = !strcmp(at, "plain");
    }
}

/* AUTH PLAIN: base64 of NUL user NUL password. */
static void sign_in(void)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[700] = {0};
    size_t n = 1 + strlen(user) + 1 + strlen(password), out = 0;
    char text[1000];
    strcpy((char *)bytes + 1, user);
    strcpy((char *)bytes + 2 + strlen(user), password);
    for (size_t i = 0; i < n; i += 3) {
        unsigned long three = (unsigned long)bytes[i] << 16 | (unsigned long)bytes[i + 1] << 8 | bytes[i + 2];
        for (int k = 0; k < 4; k++)
            text[out++] = (i + (size_t)k) > n ? '=' : signs[three >> (18 - 6 * k) & 63];
    }
    text[out] = '\0';
    char command[1100];
    snprintf(command, sizeof command, "AUTH PLAIN %s", text);
    if (ask(command) != '2')
        finish("authentication failed (method PLAIN)", "EX_NOPERM", 77);
}

/* With ESCAPE: what a program that was taken over would try. Ends with the name of what it reached. */
static void escape(void)
{
#ifdef ESCAPE
    static const char *const read_ones[] = {"/var/lib/dpkg/status", "/root", "/proc/1/environ", "/"};
    static const char *const written[] = {"/tmp/cong-escape", "/var/tmp/cong-escape", "/dev/shm/cong-escape"};
    static char *const shell[] = {"/bin/sh", "-c", "exit 0", NULL};
    for (size_t i = 0; i < sizeof read_ones / sizeof *read_ones; i++)
        if (open(read_ones[i], O_RDONLY) >= 0)
            finish(read_ones[i], "EX_OK", 69);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        if (open(written[i], O_RDWR | O_CREAT, 0600) >= 0)
            finish(written[i], "EX_OK", 69);
    if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0)
        finish("a raw socket", "EX_OK", 69);
    if (getppid() > 1 && fork() == 0) {
        execve(shell[0], shell, NULL);
        _exit(1);
    }
    execve(shell[0], shell, NULL);
    if (access("/usr/lib/os-release", R_OK) || open("/usr/lib/os-release", O_RDONLY) < 0)
        finish("what it may read is refused", "EX_OK", 69);
    finish("nothing was reached", "EX_OK", 69);
#endif
}

int main(int argc, char **argv)
{
    char command[700];
    escape();
    settings(argv[2]);
    size_t size = fread(letter, 1, sizeof letter - 1, stdin);
    letter[size] = '\0';
    char *at = strstr(letter, "\nTo: ");
    if (argc != 6 || !at)
        return 64;
    sscanf(at, "\nTo: %299s", to);
    /* As msmtp keeps the head. */
    if (!tmpfile())
        finish("cannot create temporary file", "EX_IOERR", 74);
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    inet_pton(AF_INET, host, &there.sin_addr);
    peer = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(peer, (struct sockaddr *)&there, sizeof there))
        finish("cannot connect to the server", "EX_TEMPFAIL", 75);
    answer();
    ask("EHLO localhost");
    if (is_plain)
        sign_in();
    snprintf(command, sizeof command, "MAIL FROM:<%s>", from);
    if (ask(command) != '2')
        finish("envelope from address not accepted by the server", "EX_DATAERR", 65);
    snprintf(command, sizeof command, "RCPT TO:<%s>", to);
    if (ask(command) != '2')
        finish("recipient address not accepted by the server", "EX_DATAERR", 65);
    ask("DATA");
    for (char *row = strtok(letter, "\n"), *next; row; row = next) {
        char *end = row + strlen(row);
        dprintf(peer, "%s\r\n", row);
        /* strtok() steps over empty lines: there is one, behind the head. */
        if (end[1] == '\n')
            dprintf(peer, "\r\n");
        next = strtok(NULL, "\n");
    }
    if (ask(".") != '2')
        finish("the mail was not accepted by the server", "EX_UNAVAILABLE", 69);
    char taken[sizeof line];
    strcpy(taken, line);
    ask("QUIT");
    strcpy(line, taken);
    finish("", "EX_OK", 0);
}
