/* The program that makes a JPEG or PNG of a photograph in a form that nothing in this program decodes (HEIC,
 * AVIF). Debian's libheif brings code under the GPL along, and is large: so it is not linked, but run as a
 * program of its own, confined more narrowly than any other child (helper/convert.h); where there is none,
 * such pictures are refused.
 *
 * It is called as Debian's `heif-convert` (libheif-examples): PROGRAM -q QUALITY INPUT OUTPUT, the kind of
 * the output by the end of its name. Thread: any. */
#ifndef HELPER_CONVERTER_H
#define HELPER_CONVERTER_H

/* The path of the program by the setting picture_converter: "auto" the first of Debian's that is there,
 * "none" none, else that path. NULL: there is none at this moment. Borrowed from the setting, or static. */
const char *converter_path(const char *setting);

#endif
