/* A child of the helper: what it gives up, and which work it then does. What the work is made of does
 * not know it. What a child does from its first instruction to its last: give up its rights, work,
 * answer, end. Runs nowhere but in a child of the helper process; nothing here is released, for the
 * process ends. */
#include "child.h"

#include "base/clock.h"
#include "child_answer.h"
#include "child_text.h"
#include "confine.h"
#include "convert.h"
#include "decode.h"
#include "document.h"
#include "docx/child_docx.h"
#include "encode.h"
#include "escape.h"
#include "fetch_child.h"
#include "helper/converter.h"
#include "helper/page_text.h"
#include "mail_child.h"
#include "post_head.h"
#include "site_cut.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* The encoded picture with the size that it claims, which the daemon measures again. */
static void send_picture(enum frame_kind kind, const struct raster *raster, struct span encoded)
{
    const struct frame frame = {.kind = kind,
                                .width = (uint32_t)raster->width,
                                .height = (uint32_t)raster->height,
                                .size = (uint32_t)encoded.size};
    child_answer(&frame, encoded.at);
}

/* The widths of the renditions below that of the whole; one that is almost as wide is left out. */
static void send_renditions(const struct raster *whole)
{
    static const int widths[] = {320, 640, 960, 1280};
    /* One round more than there are widths is the whole itself, last, as renditions are listed. */
    for (size_t i = 0; i <= sizeof widths / sizeof *widths; i++) {
        bool is_whole = i == sizeof widths / sizeof *widths;
        int width = is_whole ? whole->width : widths[i];
        /* Within a tenth of the whole it would save a reader next to nothing. */
        if (!is_whole && width * 10 > whole->width * 9)
            continue;
        /* Rounded to the nearest; a very wide picture would come to 0. */
        long height = ((long)whole->height * width + whole->width / 2) / whole->width;
        struct raster raster = raster_reduced(whole, width, height < 1 ? 1 : (int)height);
        send_picture(FRAME_WEBP, &raster, encode_webp(&raster));
        send_picture(FRAME_JPEG, &raster, encode_jpeg(&raster));
        /* Memory is limited (CONFINED_MEMORY), and the renditions before this one need none any more.
         * raster_reduced() gives the whole itself where nothing is to be reduced. */
        if (raster.pixels != whole->pixels)
            free(raster.pixels);
    }
}

/* The picture cut to the shape of lists, in the widths that rows are drawn in on plain and on dense screens.
 */
static void send_crops(const struct raster *whole, struct focus focus)
{
    static const int widths[] = {320, 640};
    struct crop crop;
    if (!crop_find(whole->width, whole->height, focus, &crop))
        return;
    struct raster part = raster_part(whole, crop.left, crop.top, crop.width, crop.height);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        /* Never enlarged; the second is left out where it would hardly be wider than the first. */
        int width = widths[i] < part.width ? widths[i] : part.width;
        if (i && width * 10 < widths[i - 1] * 11)
            break;
        long height = ((long)part.height * width + part.width / 2) / part.width;
        struct raster raster = raster_reduced(&part, width, height < 1 ? 1 : (int)height);
        send_picture(FRAME_CROP_WEBP, &raster, encode_webp(&raster));
        send_picture(FRAME_CROP_JPEG, &raster, encode_jpeg(&raster));
        if (raster.pixels != part.pixels)
            free(raster.pixels);
    }
}

/* The whole way of a picture; what was wrong with it (protocol.h). Colours come after reducing, since there
 * are fewer pixels then, and turning last, by the orientation that the daemon read. */
static int32_t child_render(const struct order *order, struct span file)
{
    /* The kind was read by the daemon from the first bytes; a decoder that finds another gives up. */
    static decoder *const decoders[PICTURE_KINDS] = {[PICTURE_JPEG] = decode_jpeg,
                                                     [PICTURE_PNG] = decode_png,
                                                     [PICTURE_WEBP] = decode_webp,
                                                     [PICTURE_GIF] = decode_gif};
    struct decoded decoded = decoders[order->kind](file, order);
    if (!decoded.profile.size)
        decoded.profile = colour_of_primaries(order->primaries);
    struct raster coloured = raster_srgb(&decoded);
    struct raster whole = raster_upright(&coloured, order->orientation);
    if (order->task == TASK_SITE) {
        send_site_cuts(&whole, order);
        return 0;
    }
    if (order->is_quick) {
        send_picture(FRAME_JPEG, &whole, encode_jpeg(&whole));
    } else {
        if (!order->crops_only)
            send_renditions(&whole);
        send_crops(&whole, order->focus);
    }
    return (decoded.is_cut ? RENDERED_CUT : 0) | (decoded.is_patchy ? RENDERED_PATCHY : 0);
}

/* A document is only looked into; it is kept as it came. */
static void child_inspect(struct span file)
{
    struct document_facts facts;
    if (!document_inspect(file, &facts))
        give_up(SURRENDER_DAMAGED);
    child_answer(&(struct frame){.kind = FRAME_INSPECTED, .size = sizeof facts}, &facts);
}

/* What is left of a picture when its margins are taken off; a pixel that only partly belongs to it is none of
 * it. */
static struct raster child_cut_part(const struct raster *whole, const struct docx_cut *cut)
{
    enum { ONE = 100000 };
    int left = (int)(((long)whole->width * cut->left + ONE - 1) / ONE);
    int top = (int)(((long)whole->height * cut->top + ONE - 1) / ONE);
    int right = (int)((long)whole->width * (ONE - cut->right) / ONE);
    int bottom = (int)((long)whole->height * (ONE - cut->bottom) / ONE);
    if (left < 0 || top < 0 || right > whole->width || bottom > whole->height || left >= right ||
        top >= bottom)
        give_up(SURRENDER_DAMAGED);
    return raster_part(whole, left, top, right - left, bottom - top);
}

/* Decodes the whole, keeps a part of it and encodes that: as it was if it was drawn, else as a photograph. */
static void child_cut(const struct order *order, struct span file)
{
    enum { WIDTH_MAX = 2560 };
    static decoder *const decoders[PICTURE_KINDS] = {[PICTURE_JPEG] = decode_jpeg,
                                                     [PICTURE_PNG] = decode_png,
                                                     [PICTURE_WEBP] = decode_webp,
                                                     [PICTURE_GIF] = decode_gif};
    if (!decoders[order->kind])
        give_up(SURRENDER_DAMAGED);
    struct decoded decoded = decoders[order->kind](file, order);
    decoded.raster = child_cut_part(&decoded.raster, &order->cut);
    struct raster coloured = raster_srgb(&decoded);
    struct raster part = raster_upright(&coloured, order->cut.orientation);
    if (part.width > WIDTH_MAX) {
        long height = ((long)part.height * WIDTH_MAX + part.width / 2) / part.width;
        part = raster_reduced(&part, WIDTH_MAX, height < 1 ? 1 : (int)height);
    }
    bool is_drawn = order->kind == PICTURE_PNG || order->kind == PICTURE_GIF || !raster_is_opaque(&part);
    send_picture(FRAME_CUT, &part, is_drawn ? encode_png(&part) : encode_jpeg_fine(&part));
}

/* Gives up everything but what a picture is worked on with; a test of that may have a peer. */
static void confine_all(const struct confinement *confinement, bool has_peer)
{
    struct confinement ours = *confinement;
    int ends[2];
    bool done = confine_begin(&ours);
    /* Made before the filter forbids it, and after confine_begin() has closed all else. */
    if (has_peer && done) {
        done = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
        ours.peer = done ? ends[0] : -1;
    }
    if (!done || !confine_end(&ours))
        give_up(SURRENDER_CONFINEMENT);
}

/* Who fetches must resolve and connect before it can give up the network, and confines itself in between. */
static void child_fetch(const struct order *order, struct span file, int socket)
{
    struct fetch_order wish;
    /* Both ends are one program, so another size is no order. */
    if (file.size != sizeof wish)
        give_up(SURRENDER_CONFINEMENT);
    memcpy(&wish, file.at, sizeof wish);
    fetch_run(order, &wish, NULL, socket);
}

/* Likewise who tells something; nothing is released, for the process ends. */
static void child_post(const struct order *order, struct span file, int socket)
{
    struct post_order *post = malloc(sizeof *post);
    if (!post)
        give_up(SURRENDER_MEMORY);
    if (file.size != sizeof *post)
        give_up(SURRENDER_CONFINEMENT);
    memcpy(post, file.at, sizeof *post);
    if (!post_is_sound(post))
        give_up(SURRENDER_ORDER);
    fetch_run(order, &post->fetch, post, socket);
}

/* The rest of the time that a child has by the clock. */
static int left_of_deadline_ms(int64_t from_ms)
{
    int64_t spent_ms = clock_monotonic_ms(&clock_system) - from_ms;
    int64_t left_ms = CONFINED_DEADLINE_SECONDS * 1000 - spent_ms;
    return left_ms < 1000 ? 1000 : (int)left_ms;
}

/* What the child may still take, by its task. */
static struct confinement child_limits(const struct order *order, int socket, int left_ms)
{
    /* No peer, until a test asks for one. */
    struct confinement limits = {socket, -1, order->niceness, left_ms, 0, 0};
    bool reads_word = order->task == TASK_DOCX || order->task == TASK_DOCX_TEXT;
    if (reads_word)
        limits.deadline_ms = CONFINED_TEXT_DEADLINE_SECONDS * 1000;
    if (reads_word || order->task == TASK_PDF_TEXT) {
        limits.seconds = CONFINED_TEXT_SECONDS;
        limits.memory = CONFINED_TEXT_MEMORY;
    }
    return limits;
}

void child_run(const struct order *ordered, int input, int socket, const struct helper_programs *programs)
{
    struct order ours = *ordered, *order = &ours;
    int64_t from_ms = clock_monotonic_ms(&clock_system);
    bool has_place = false;
    struct stat st;
    int32_t status = 0;
    child_answer_on(socket);
    if (fstat(input, &st) || st.st_size < 1)
        give_up(SURRENDER_CONFINEMENT);
    /* The input is sealed (helper_call.c), so nobody can change or cut it while it is read. */
    struct span file = {mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, input, 0), (size_t)st.st_size};
    if (file.at == MAP_FAILED)
        give_up(SURRENDER_CONFINEMENT);
    if (order->task == TASK_FETCH) {
        child_fetch(order, file, socket);
    } else if (order->task == TASK_POST) {
        child_post(order, file, socket);
    } else if (order->task == TASK_MAIL) {
        mail_run(order, file, programs->mail);
    } else {
        if ((order->task == TASK_RENDER || order->task == TASK_SITE) && picture_needs_converter(order->kind))
            file = convert_picture(converter_path(programs->converter), file, order, &has_place);
        struct pdf_raw raw = {.fault = PAGE_TEXT_DAMAGED};
        if (order->task == TASK_PDF_TEXT)
            raw = child_pdf_read(pdf_reader_path(programs->pdf_reader), input, order->niceness);
        const struct confinement confinement = child_limits(order, socket, left_of_deadline_ms(from_ms));
        confine_all(&confinement, order->has_peer);
        if (order->task == TASK_ESCAPE)
            escape_try(order->escape);
        else if (order->task == TASK_INSPECT)
            child_inspect(file);
        else if (order->task == TASK_DOCX)
            child_docx(file);
        else if (order->task == TASK_DOCX_TEXT)
            child_docx_text(file);
        else if (order->task == TASK_PDF_TEXT)
            child_pdf_text(&raw);
        else if (order->task == TASK_CUT)
            child_cut(order, file);
        else
            status = child_render(order, file) | (has_place ? RENDERED_PLACE : 0);
    }
    /* Without it the daemon would take the answer for cut off. */
    child_answer(&(struct frame){.kind = FRAME_DONE, .status = status}, NULL);
    /* Not exit(), which would flush and run what the daemon had registered before the fork. */
    _exit(0);
}
