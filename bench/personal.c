/* What the rules of personal data find in articles that are known to hold hardly any.
 * usage: personal < ARTICLES; one JSON object a line, with title, lead and body. Prints a line for each
 * place, its kind, the article and the words around; at the end what it cost: milliseconds of the processor
 * and bytes. */
#include "text/personal.h"

#include "base/json_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { YEAR = 2026, AROUND = 60, ARENA = 64 * 1024 * 1024 };

static double personal_bench_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The bytes around a place, in one line. */
static void print_around(const char *text, const struct personal_place *place)
{
    size_t from = place->start > AROUND ? place->start - AROUND : 0, length = strlen(text);
    size_t to = place->end + AROUND < length ? place->end + AROUND : length;
    for (size_t i = from; i < to; i++)
        putchar(text[i] == '\n' || text[i] == '\t' ? ' ' : text[i]);
}

static double look_at(const json_t *article, const char *name, struct arena *arena)
{
    const char *text = json_string_value(json_object_get(article, name));
    struct personal_place *places;
    size_t count = 0;
    if (!text)
        return 0;
    double begun = personal_bench_ms();
    if (personal_find(text, strlen(text), NULL, YEAR, arena, &places, &count))
        exit(1);
    double took = personal_bench_ms() - begun;
    for (size_t i = 0; i < count; i++) {
        printf("%s\t%lld\t", personal_code(places[i].kind),
               (long long)json_integer_value(json_object_get(article, "id")));
        print_around(text, &places[i]);
        putchar('\n');
    }
    return took;
}

int main(void)
{
    char *line = NULL;
    size_t size = 0, bytes = 0;
    long articles = 0;
    double took = 0;
    for (ssize_t length; (length = getline(&line, &size, stdin)) > 0; articles++, bytes += (size_t)length) {
        auto_arena struct arena *arena = arena_new(ARENA);
        json_t *article = json_text_read(line, strlen(line), 0, NULL);
        if (!arena || !article)
            return 1;
        took += look_at(article, "title", arena) + look_at(article, "lead", arena) +
                look_at(article, "body", arena);
        json_decref(article);
    }
    free(line);
    fprintf(stderr, "%ld %.1f %zu\n", articles, took, bytes);
    return 0;
}
