/* What cleaning an office's page costs by itself, beside the parser alone over the same bytes.
 * usage: clean FILE ROUNDS; prints JSON: the least of the rounds in milliseconds of the processor, and by how
 * much the process grew at most. */
#include "html/body.h"

#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char text[BODY_SOURCE_MAX + 1];

static double processor_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The most that was resident since the count was last set back; what ran before this program does not count.
 */
static double most_resident_mb(void)
{
    char line[128];
    double kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kb = strtod(line + 6, NULL);
    if (status)
        fclose(status);
    return kb / 1024;
}

static void set_back_most_resident(void)
{
    FILE *refs = fopen("/proc/self/clear_refs", "w");
    if (refs) {
        fputs("5", refs);
        fclose(refs);
    }
}

static double clean(size_t length, size_t *ret_kept)
{
    auto_arena struct arena *arena = arena_new((size_t)256 << 20);
    struct body body;
    double begin_ms = processor_ms();
    if (body_render(BODY_HTML, text, length, arena, &body, NULL))
        abort();
    *ret_kept = strlen(body.text);
    return processor_ms() - begin_ms;
}

static double parse(size_t length)
{
    double begin_ms = processor_ms();
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, text, length);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    return processor_ms() - begin_ms;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    if (!file)
        return 2;
    size_t length = fread(text, 1, BODY_SOURCE_MAX, file), kept = 0;
    fclose(file);
    set_back_most_resident();
    double before = most_resident_mb(), clean_ms = clean(length, &kept),
           memory_mb = most_resident_mb() - before;
    double parse_ms = parse(length);
    for (int i = 1; i < atoi(argv[2]); i++) {
        double clean_again = clean(length, &kept), parse_again = parse(length);
        clean_ms = clean_again < clean_ms ? clean_again : clean_ms;
        parse_ms = parse_again < parse_ms ? parse_again : parse_ms;
    }
    printf("{\"bytes\": %zu, \"kept\": %zu, \"clean_ms\": %.2f, \"parse_ms\": %.2f, \"memory_mb\": %.1f}\n",
           length, kept, clean_ms, parse_ms, memory_mb);
    return 0;
}
