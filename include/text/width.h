/* How wide a line of text will about be, where nobody knows yet with what letters it will be shown. Thread:
 * any. */
#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

/* The width of normalised text in bold letters of a system's interface (Segoe UI, Roboto, Noto Sans), in
 * hundredths of the size of its letters; Vietnamese words come out up to a twentieth too wide, hardly ever
 * too narrow. */
int text_width(const char *text);

#endif
