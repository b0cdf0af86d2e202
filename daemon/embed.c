/* embed SOURCE-DIR OUTPUT.c EDITOR.js [MIGRATION.sql]: a tool of the build. Writes one C file that holds
 * every asset and migration with its hash, as small as it becomes: as it is, in its brotli form, or packed
 * with others that are read together; in order of name (see base/asset.h). EDITOR.js is the rich editor,
 * bundled; "" leaves it out. The migration makes the newer program of a test: it comes behind all others,
 * and gets their next number. */
#include <brotli/encode.h>
#include <dirent.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_FILES = 1000, PATH_SIZE = 4096, LEAST_WORTH_COMPRESSING = 256 };

static char *names[MOST_FILES];
static size_t count;
static const char *test_migration; /* its path, or NULL; names[] has another for it */
static size_t test_number;
static const char *editor; /* its path; names[] has another for it */

/* The rich editor among the assets; what it is bundled of is none. */
static const char editor_name[] = "assets/script/editor.js", editor_sources[] = "assets/editor";

static void embed_fail(const char *what, const char *name)
{
    fprintf(stderr, "embed: %s: %s\n", what, name);
    exit(1);
}

/* What an asset is called: its path without "assets/". */
static const char *asset_name(const char *path)
{
    return strncmp(path, "assets/", 7) ? path : path + 7;
}

static int embed_compare(const void *a, const void *b)
{
    return strcmp(asset_name(*(char *const *)a), asset_name(*(char *const *)b));
}

/* Collects the files below `top`/`below`, named relative to `top`. */
static void embed_collect(const char *top, const char *below)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", top, below);
    DIR *dir = opendir(path);
    if (!dir)
        embed_fail("cannot open folder", path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        char name[PATH_SIZE / 2];
        if ((size_t)snprintf(name, sizeof name, "%s/%s", below, entry->d_name) >= sizeof name)
            embed_fail("path too long", below);
        if (strcmp(name, editor_sources) == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", top, name);
        struct stat st;
        if (stat(path, &st))
            embed_fail("cannot stat", path);
        if (S_ISDIR(st.st_mode))
            embed_collect(top, name);
        else if (count < MOST_FILES)
            names[count++] = strdup(name);
        else
            embed_fail("too many files", path);
    }
    closedir(dir);
}

static unsigned char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        embed_fail("cannot read", path);
    long length = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (length < 0 || fseek(file, 0, SEEK_SET))
        embed_fail("cannot read", path);
    *size = (size_t)length;
    unsigned char *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        embed_fail("cannot read", path);
    fclose(file);
    return bytes;
}

static void write_bytes(FILE *out, const char *prefix, size_t number, const unsigned char *bytes, size_t size)
{
    fprintf(out, "static const unsigned char %s%zu[] = {", prefix, number);
    for (size_t i = 0; i < size; i++)
        fprintf(out, "%u,", bytes[i]);
    fprintf(out, "0};\n");
}

/* The name of a test's migration, behind its number. */
#define TEST_NAME "-test-alone.sql"

static void embed_test_migration(const char *path)
{
    char name[PATH_SIZE];
    test_number = 1;
    for (size_t i = 0; i < count; i++)
        test_number += strncmp(names[i], "migrations/", strlen("migrations/")) == 0;
    snprintf(name, sizeof name, "migrations/%04zu" TEST_NAME, test_number);
    test_migration = path;
    names[count++] = strdup(name);
}

/* What every migration ends with. */
static unsigned char *add_number(unsigned char *bytes, size_t *size)
{
    enum { ROOM = 64 };
    unsigned char *more = realloc(bytes, *size + ROOM);
    if (!more)
        embed_fail("no memory for", test_migration);
    *size += (size_t)snprintf((char *)more + *size, ROOM, "\nPRAGMA user_version = %zu;\n", test_number);
    return more;
}

/* Whether a name begins with one of these. */
static bool is_below(const char *name, const char *const *places, size_t place_count)
{
    for (size_t i = 0; i < place_count; i++)
        if (strncmp(name, places[i], strlen(places[i])) == 0)
            return true;
    return false;
}

/* What is read often and sent to nobody as it is: drawings within pages, and the sheets that are put together
 * for each reader. */
static bool is_kept_plain(const char *name)
{
    static const char *const places[] = {"icon/", "style/option"};
    return is_below(name, places, sizeof places / sizeof *places);
}

/* Where the block that begins at or behind `at` ends: behind the bracket that closes it. */
static const char *embed_block_end(const char *at)
{
    int depth = 0;
    for (at = strchr(at, '{'); at && *at; at++) {
        depth += (*at == '{') - (*at == '}');
        if (!depth)
            return at + 1;
    }
    return NULL;
}

/* A style sheet says its layouts once, as container queries. Browsers that do not know those get the same
 * rules by the width of the window, made here: in em, so that they follow the size of text that a reader set
 * in the browser. Only the size set on the page itself cannot reach them, which is what the containers are
 * for. */
static unsigned char *embed_style(unsigned char *bytes, size_t *size)
{
    static const char query[] = "\n@container (width";
    const char *last = NULL;
    char *made = NULL;
    size_t made_size = 0;
    bytes[*size] = '\0';
    FILE *out = open_memstream(&made, &made_size);
    if (!out)
        embed_fail("no memory for", "style sheets");
    fprintf(out, "\n@supports not (container-type:inline-size){\n");
    for (const char *at = (const char *)bytes; (at = strstr(at, query));) {
        const char *end = embed_block_end(at);
        char bound[4] = "";
        int rem = 0, used = 0;
        if (!end || sscanf(at + sizeof query - 1, "%2[<>=]%drem)%n", bound, &rem, &used) < 2 || !used)
            embed_fail("cannot read a container query", at);
        fprintf(out, "@media %s(min-width:%dem)%.*s\n", *bound == '<' ? "not all and " : "", rem,
                (int)(end - (at + sizeof query - 1 + used)), at + sizeof query - 1 + used);
        at = last = end;
    }
    fputs("}", out);
    if (fclose(out))
        embed_fail("no memory for", "style sheets");
    size_t before = last ? (size_t)(last - (const char *)bytes) : *size;
    unsigned char *whole = last ? malloc(*size + made_size + 1) : NULL;
    if (whole) {
        memcpy(whole, bytes, before);
        memcpy(whole + before, made, made_size);
        memcpy(whole + before + made_size, bytes + before, *size - before);
        *size += made_size;
    }
    free(made);
    return whole ? whole : bytes;
}

/* Scripts are sent without their comments and without what lines begin with, a fifth of their bytes. A
 * comment is whole lines, and no text goes on in the next line; a script that is not so stops the build. */
static void embed_script(const char *path, unsigned char *bytes, size_t *size)
{
    size_t kept = 0;
    bool is_comment = false;
    for (size_t at = 0, end; at < *size; at = end + 1) {
        size_t ticks = 0;
        for (end = at; end < *size && bytes[end] != '\n'; end++)
            ticks += bytes[end] == '`';
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t'))
            at++;
        bool has_end = end - at >= 2 && memcmp(bytes + end - 2, "*/", 2) == 0;
        is_comment = is_comment || (end - at >= 2 && memcmp(bytes + at, "/*", 2) == 0);
        bytes[end] = '\0';
        if (is_comment ? !has_end && strstr((char *)bytes + at, "*/") != NULL : ticks % 2)
            embed_fail("cannot read a line of", path);
        if (!is_comment && at < end) {
            memmove(bytes + kept, bytes + at, end - at);
            kept += end - at;
            bytes[kept++] = '\n';
        }
        is_comment = is_comment && !has_end;
    }
    *size = kept;
}

/* What is read together, mostly once at a start: one text of all of them packs into far less than each by
 * itself, for they speak alike. */
static struct pack {
    const char *places[3];
    unsigned char *bytes;
    size_t size;
} packs[] = {{.places = {"api/"}},
             {.places = {"demo/"}},
             {.places = {"migrations/"}},
             {.places = {"pages/", "part/", "staff/"}},
             {.places = {"text/"}}};

enum { PACKS = sizeof packs / sizeof *packs };

/* The number of the pack that a name belongs to; PACKS: to none. */
static size_t pack_of(const char *name)
{
    size_t number = 0;
    while (number < PACKS && !is_below(name, packs[number].places, packs[number].places[1] ? 3 : 1))
        number++;
    return number;
}

/* Puts bytes and a NUL behind what the pack has, and says where they begin. */
static size_t pack_add(struct pack *pack, const unsigned char *bytes, size_t size)
{
    size_t at = pack->size;
    unsigned char *more = realloc(pack->bytes, at + size + 1);
    if (!more)
        embed_fail("no memory for", pack->places[0]);
    memcpy(more + at, bytes, size);
    more[at + size] = '\0';
    pack->bytes = more;
    pack->size += size + 1;
    return at;
}

/* The brotli form at its best; the caller frees it. */
static unsigned char *embed_press(const char *what, const unsigned char *bytes, size_t size, size_t *ret_size)
{
    *ret_size = BrotliEncoderMaxCompressedSize(size) + 16;
    unsigned char *br = malloc(*ret_size);
    if (!br || !BrotliEncoderCompress(11, 22, BROTLI_MODE_TEXT, size, bytes, ret_size, br))
        embed_fail("cannot compress", what);
    return br;
}

/* Writes the packs, and the table of them. */
static void write_packs(FILE *out)
{
    size_t br_sizes[PACKS];
    for (size_t i = 0; i < PACKS; i++) {
        unsigned char *br = embed_press(packs[i].places[0], packs[i].bytes, packs[i].size, &br_sizes[i]);
        write_bytes(out, "pack", i, br, br_sizes[i]);
        free(br);
    }
    fprintf(out, "static const struct asset_pack packs[] = {\n");
    for (size_t i = 0; i < PACKS; i++)
        fprintf(out, "    {pack%zu, %zu, %zu},\n", i, br_sizes[i], packs[i].size);
    fprintf(out, "};\n");
}

/* One file as it is embedded, with its size; the caller frees it. */
static unsigned char *embed_read(const char *path, size_t number, size_t *ret_size)
{
    bool is_test = strstr(names[number], TEST_NAME) != NULL;
    bool is_editor = strcmp(names[number], editor_name) == 0;
    unsigned char *bytes = read_all(is_test ? test_migration : is_editor ? editor : path, ret_size);
    if (is_test)
        bytes = add_number(bytes, ret_size);
    if (strlen(path) > 4 && strcmp(path + strlen(path) - 4, ".css") == 0)
        bytes = embed_style(bytes, ret_size);
    if (!is_editor && strncmp(names[number], "assets/script/", strlen("assets/script/")) == 0)
        embed_script(path, bytes, ret_size);
    return bytes;
}

/* Writes one file's bytes, or adds them to its pack, and remembers its row of the table. Pictures, which do
 * not become a tenth smaller, stay as they are. */
static void write_asset(FILE *out, FILE *table, const char *top, size_t number)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", top, names[number]);
    size_t size, br_size;
    unsigned char *bytes = embed_read(path, number, &size);
    unsigned char digest[crypto_generichash_BYTES];
    crypto_generichash(digest, sizeof digest, bytes, size, NULL, 0);
    char hash[17];
    sodium_bin2hex(hash, sizeof hash, digest, 8);

    const char *name = asset_name(names[number]);
    unsigned char *br = embed_press(path, bytes, size, &br_size);
    size_t pack = pack_of(name);
    bool is_worth = br_size < size - size / 10, is_small = size < LEAST_WORTH_COMPRESSING;
    if (pack < PACKS && (is_worth || is_small)) {
        size_t at = pack_add(&packs[pack], bytes, size);
        fprintf(table, "    {\"%s\", NULL, NULL, &packs[%zu], %zu, 0, %zu, \"%s\"},\n", name, pack, size, at,
                hash);
    } else if (is_worth && !is_small && !is_kept_plain(name)) {
        write_bytes(out, "br", number, br, br_size);
        fprintf(table, "    {\"%s\", NULL, br%zu, NULL, %zu, %zu, 0, \"%s\"},\n", name, number, size, br_size,
                hash);
    } else {
        write_bytes(out, "raw", number, bytes, size);
        fprintf(table, "    {\"%s\", raw%zu, NULL, NULL, %zu, 0, 0, \"%s\"},\n", name, number, size, hash);
    }
    free(bytes);
    free(br);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5 || sodium_init() < 0) {
        fprintf(stderr, "usage: embed SOURCE-DIR OUTPUT.c EDITOR.js [MIGRATION.sql]\n");
        return 2;
    }
    editor = argv[3];
    embed_collect(argv[1], "assets");
    embed_collect(argv[1], "migrations");
    if (*editor)
        names[count++] = strdup(editor_name);
    if (argc == 5)
        embed_test_migration(argv[4]);
    qsort(names, count, sizeof *names, embed_compare);
    FILE *out = fopen(argv[2], "w");
    char *table_text = NULL;
    size_t table_size = 0;
    FILE *table = open_memstream(&table_text, &table_size);
    if (!out || !table)
        embed_fail("cannot write", argv[2]);
    fprintf(out, "/* Made by embed from assets/ and migrations/. */\n#include \"base/asset.h\"\n");
    fprintf(out, "extern const struct asset embedded_assets[];\nextern const size_t embedded_count;\n");
    for (size_t i = 0; i < count; i++)
        write_asset(out, table, argv[1], i);
    fclose(table);
    write_packs(out);
    fprintf(out, "const struct asset embedded_assets[] = {\n%s};\n", table_text);
    fprintf(out, "const size_t embedded_count = %zu;\n", count);
    free(table_text);
    if (fclose(out))
        embed_fail("cannot write", argv[2]);
    return 0;
}
