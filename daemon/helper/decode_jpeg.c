/* JPEG by libjpeg-turbo. Its errors are calls that must not return, which ending the process satisfies
 * without longjmp(). */
#include "decode.h"

#include "child_answer.h"

#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include <stdlib.h>

/* Scans of a progressive file: a bomb repeats them without end. */
enum { SCANS_MAX = 100, SCALE = 8 };

/* libjpeg's error_exit. */
static void decode_jpeg_fail(j_common_ptr codec)
{
    give_up(codec->err->msg_code == JERR_OUT_OF_MEMORY ? SURRENDER_MEMORY : SURRENDER_DAMAGED);
}

/* libjpeg's errors with what is kept of its warnings. */
struct complaints {
    struct jpeg_error_mgr errors; /* first: the library knows it alone */
    bool is_cut;                  /* the file has ended without its end */
    bool is_patchy;               /* pixels were made up */
};

/* Cameras write odd things, which are forgiven, and so is an end that is missing behind the last pixels. When
 * the library has had to make pixels up because the file was at its end, it is not. */
static void warn(j_common_ptr codec, int level)
{
    struct complaints *complaints = (struct complaints *)codec->err;
    /* Below 0 are warnings, above are traces. */
    if (level >= 0)
        return;
    if (codec->err->msg_code == JWRN_JPEG_EOF)
        complaints->is_cut = true;
    if (codec->err->msg_code == JWRN_HIT_MARKER && complaints->is_cut)
        give_up(SURRENDER_DAMAGED);
    complaints->is_patchy = complaints->is_patchy || codec->err->msg_code == JWRN_HIT_MARKER;
}

/* Called now and then while scans are read, since each of them costs a pass over all pixels and hardly
 * any bytes. */
static void count_scans(j_common_ptr codec)
{
    if (codec->is_decompressor && ((j_decompress_ptr)codec)->input_scan_number > SCANS_MAX)
        give_up(SURRENDER_DAMAGED);
}

/* Its own would write to stderr, which is closed. */
static void decode_jpeg_say_nothing(j_common_ptr codec)
{
    (void)codec;
}

/* The library can leave out what will not be seen; what it gives stays half as large again as what is wanted,
 * for the averaging to have something to work with. */
static void choose_scale(j_decompress_ptr codec, const struct order *order)
{
    codec->scale_denom = SCALE;
    for (codec->scale_num = 1; codec->scale_num < SCALE; codec->scale_num++) {
        /* It rounds up, so the exact sizes come from the library. */
        jpeg_calc_output_dimensions(codec);
        if ((long)codec->output_width * 2 >= (long)order->to_width * 3 &&
            (long)codec->output_height * 2 >= (long)order->to_height * 3)
            return;
    }
}

/* CMYK where 255 is all ink becomes CMYK where it is none. */
static void invert(JSAMPLE *row, size_t size)
{
    for (size_t i = 0; i < size; i++)
        row[i] = (JSAMPLE)(255 - row[i]);
}

/* Decodes row by row into the reducer, so that the whole picture is never in memory. */
static void decode_jpeg_read_rows(j_decompress_ptr codec, const struct order *order, struct decoded *decoded)
{
    bool is_cmyk = codec->out_color_space == JCS_CMYK;
    struct reducer reducer;
    jpeg_start_decompress(codec);
    int width = (int)codec->output_width, height = (int)codec->output_height;
    /* Never enlarged: what the library scaled may be smaller by a rounding. */
    reducer_begin(&reducer, is_cmyk ? LAYOUT_CMYK : LAYOUT_RGB, width, height,
                  width < order->to_width ? width : order->to_width,
                  height < order->to_height ? height : order->to_height);
    size_t size = (size_t)width * (size_t)codec->output_components;
    JSAMPROW row = child_memory(size);
    while (codec->output_scanline < codec->output_height) {
        jpeg_read_scanlines(codec, &row, 1);
        if (is_cmyk && !codec->saw_Adobe_marker) /* Adobe writes them inverted */
            invert(row, size);
        reducer_row(&reducer, row);
    }
    decoded->raster = reducer.out;
}

struct decoded decode_jpeg(struct span file, const struct order *order)
{
    struct jpeg_decompress_struct codec;
    struct complaints complaints = {.is_cut = false};
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    struct decoded decoded = {0};
    JOCTET *profile = NULL;
    unsigned profile_size = 0;
    codec.err = jpeg_std_error(&complaints.errors);
    complaints.errors.error_exit = decode_jpeg_fail;
    complaints.errors.emit_message = warn;
    complaints.errors.output_message = decode_jpeg_say_nothing;
    jpeg_create_decompress(&codec);
    codec.progress = &progress;
    /* APP2 holds colour profiles, in pieces that jpeg_read_icc_profile() joins. Nothing else of the
     * metadata is read, so nothing else can be kept. */
    jpeg_save_markers(&codec, JPEG_APP0 + 2, 0xFFFF);
    jpeg_mem_src(&codec, file.at, file.size);
    jpeg_read_header(&codec, TRUE);
    /* Before any memory in proportion to the size. */
    check_size(order, codec.image_width, codec.image_height);
    bool is_cmyk = codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
    /* The library turns YCbCr and grey into RGB, and YCCK into CMYK; from CMYK to RGB it knows no way. */
    codec.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    if (jpeg_read_icc_profile(&codec, &profile, &profile_size))
        decoded.profile = (struct span){profile, profile_size};
    choose_scale(&codec, order);
    decode_jpeg_read_rows(&codec, order, &decoded);
    /* It reads to the end, so a file that is cut off behind its last row is found out too. */
    jpeg_finish_decompress(&codec);
    decoded.is_cut = complaints.is_cut;
    decoded.is_patchy = complaints.is_patchy;
    return decoded;
}
