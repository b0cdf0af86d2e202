/* Sound in Ogg and films in WebM: whole ones are taken, what is cut off or has something behind it is not. */
#include "helper/recording.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

struct made {
    unsigned char bytes[1024];
    size_t size;
};

static void made_add(struct made *made, const void *bytes, size_t size)
{
    memcpy(made->bytes + made->size, bytes, size);
    made->size += size;
}

static void add_page(struct made *made, unsigned char flags, const char *content)
{
    unsigned char head[28] = {'O', 'g', 'g', 'S', 0, flags};
    head[26] = 1;
    head[27] = (unsigned char)strlen(content);
    made_add(made, head, sizeof head);
    made_add(made, content, strlen(content));
}

static struct made ogg(const char *first)
{
    struct made made = {.size = 0};
    add_page(&made, 2, first);
    add_page(&made, 0, "OpusTags");
    add_page(&made, 4, "sound");
    return made;
}

/* An element of fewer than 127 bytes. */
static struct made element(const char *id, const void *data, size_t size)
{
    struct made made = {.size = 0};
    unsigned char length = (unsigned char)(0x80 | size);
    made_add(&made, id, strlen(id));
    made_add(&made, &length, 1);
    made_add(&made, data, size);
    return made;
}

static struct made webm(const char *type)
{
    struct made doctype = element("\x42\x82", type, strlen(type)),
                tracks = element("\x16\x54\xAE\x6B", "tt", 2),
                cluster = element("\x1F\x43\xB6\x75", "cccc", 4), inside = tracks;
    made_add(&inside, cluster.bytes, cluster.size);
    struct made made = element("\x1A\x45\xDF\xA3", doctype.bytes, doctype.size),
                segment = element("\x18\x53\x80\x67", inside.bytes, inside.size);
    made_add(&made, segment.bytes, segment.size);
    return made;
}

/* From memory of exactly this size, so that a step beyond is seen. */
static enum err made_measure(const struct made *made, size_t size, struct recording_facts *ret_facts)
{
    unsigned char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, made->bytes, size);
    enum err err = recording_measure(copy, size, ret_facts);
    free(copy);
    return err;
}

static void whole_ones_are_told_apart(void **state)
{
    struct recording_facts facts;
    struct made sound = ogg("OpusHead....."), film = webm("webm");
    (void)state;
    assert_int_equal(made_measure(&sound, sound.size, &facts), ERR_OK);
    assert_int_equal(facts.kind, RECORDING_OGG);
    assert_int_equal(made_measure(&film, film.size, &facts), ERR_OK);
    assert_int_equal(facts.kind, RECORDING_WEBM);
}

static void what_browsers_do_not_play_is_refused(void **state)
{
    struct recording_facts facts;
    struct made theora = ogg("\x80theora"), matroska = webm("matroska");
    (void)state;
    assert_int_equal(made_measure(&theora, theora.size, &facts), ERR_MEDIA_TYPE);
    assert_int_equal(made_measure(&matroska, matroska.size, &facts), ERR_MEDIA_TYPE);
}

static void what_is_cut_off_anywhere_is_refused(void **state)
{
    struct recording_facts facts;
    struct made sound = ogg("OpusHead....."), film = webm("webm");
    (void)state;
    for (size_t size = 0; size < sound.size; size++)
        assert_int_not_equal(made_measure(&sound, size, &facts), ERR_OK);
    for (size_t size = 0; size < film.size; size++)
        assert_int_not_equal(made_measure(&film, size, &facts), ERR_OK);
}

static void what_hangs_behind_is_refused(void **state)
{
    struct recording_facts facts;
    struct made sound = ogg("OpusHead....."), film = webm("webm");
    static const char archive[] = "PK\3\4 an archive";
    (void)state;
    made_add(&sound, archive, sizeof archive);
    made_add(&film, archive, sizeof archive);
    assert_int_equal(made_measure(&sound, sound.size, &facts), ERR_INPUT);
    assert_int_equal(made_measure(&film, film.size, &facts), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_ones_are_told_apart),
        cmocka_unit_test(what_browsers_do_not_play_is_refused),
        cmocka_unit_test(what_is_cut_off_anywhere_is_refused),
        cmocka_unit_test(what_hangs_behind_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
