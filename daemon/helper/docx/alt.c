/* Word fills alternative texts by itself: with the name of the file, with "Picture 1", with what a program
 * believes to see. None of that is anybody's word. */
#include "alt.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* "IMG_0001.png", "C:\anh.jpg". */
static bool docx_alt_is_file(const char *words)
{
    static const char *const ends[] = {".png",  ".jpg", ".jpeg", ".jpe",  ".gif",  ".bmp", ".tif",
                                       ".tiff", ".emf", ".wmf",  ".webp", ".heic", ".svg"};
    size_t length = strlen(words);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i]);
        if (length > size && strcasecmp(words + length - size, ends[i]) == 0)
            return true;
    }
    return false;
}

/* "Picture 1", "Hình ảnh 12", "image3", "IMG_20260101_120000": a word of these, and then no letter. */
static bool docx_alt_is_number(const char *words)
{
    static const char *const begins[] = {"picture",  "image",  "img",      "photo", "graphic",
                                         "hình ảnh", "hình",   "ảnh",      "dsc",   "screenshot",
                                         "pic",      "object", "Hình ảnh", "Hình",  "Ảnh"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t size = strlen(begins[i]);
        if (strncasecmp(words, begins[i], size) == 0 &&
            strspn(words + size, " _-.0123456789()") == strlen(words + size))
            return true;
    }
    return false;
}

/* What programs add to what they have guessed. */
static bool docx_alt_is_guess(const char *words)
{
    static const char *const marks[] = {
        "generated with very high confidence",
        "generated with high confidence",
        "Description automatically generated",
        "AI-generated content may be incorrect",
        "Mô tả được tạo tự động",
        "Mô tả được tự động tạo",
        "do AI tạo ra có thể không chính xác",
        "do AI tạo có thể không chính xác",
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcasestr(words, marks[i]))
            return true;
    return false;
}

const char *docx_alt(const char *words)
{
    words += strspn(words, " \t\r\n");
    bool is_none =
        !*words || docx_alt_is_file(words) || docx_alt_is_number(words) || docx_alt_is_guess(words);
    return is_none ? NULL : words;
}
