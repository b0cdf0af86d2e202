/* Colour profiles (ICC.1) by Little CMS. Takes pixels to sRGB, which is what browsers assume without a
 * profile. Renditions carry no profile, so this is done once here. Must not know where the pixels come
 * from. */
#include "decode.h"

#include "child_answer.h"

#include <lcms2.h>

/* Profiles of printers have up to a few MiB; larger ones are ignored, not refused. */
enum { PROFILE_MAX = 4 * 1024 * 1024 };

/* Without a profile nobody knows the inks; the product of ink and black comes near to what viewers show. */
static struct raster cmyk_as_rgb(const struct raster *raster)
{
    struct raster out = raster_new(LAYOUT_RGB, raster->width, raster->height);
    size_t count = (size_t)raster->width * (size_t)raster->height;
    for (size_t i = 0; i < count; i++) {
        /* 255 is no ink, so the product is the light that comes back. */
        const uint8_t *from = raster->pixels + i * 4;
        for (size_t j = 0; j < 3; j++)
            out.pixels[i * 3 + j] = (uint8_t)(from[j] * from[3] / 255);
    }
    return out;
}

/* CMYK as JPEG has it, 255 being no ink, is "reversed" to the library. */
static cmsUInt32Number format_of(enum layout layout)
{
    return layout == LAYOUT_RGB ? TYPE_RGB_8 : layout == LAYOUT_RGBA ? TYPE_RGBA_8 : TYPE_CMYK_8_REV;
}

/* NULL when the profile is damaged or for other colours than the picture has. */
static cmsHTRANSFORM transform_of(const struct decoded *decoded, enum layout to)
{
    enum layout from = decoded->raster.layout;
    if (!decoded->profile.size || decoded->profile.size > PROFILE_MAX)
        return NULL;
    /* The profile comes from the picture, and the library that reads it has had its faults; that is why
     * this runs confined. */
    cmsHPROFILE profile = cmsOpenProfileFromMem(decoded->profile.at, (cmsUInt32Number)decoded->profile.size);
    cmsHPROFILE srgb = cmsCreate_sRGBProfile();
    /* A profile for grey is for another picture than the RGB that decoders give. */
    cmsColorSpaceSignature space = from == LAYOUT_CMYK ? cmsSigCmykData : cmsSigRgbData;
    if (!profile || !srgb || cmsGetColorSpace(profile) != space)
        return NULL;
    /* Perceptual, which suits photographs; alpha passes as it is, for it is no colour. */
    return cmsCreateTransform(profile, format_of(from), srgb, format_of(to), INTENT_PERCEPTUAL,
                              from == LAYOUT_RGBA ? cmsFLAGS_COPY_ALPHA : 0);
}

struct span colour_profile(double gamma, const double primaries[8])
{
    static const double srgb[8] = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
    const double *p = primaries ? primaries : srgb;
    const cmsCIExyY white = {p[0], p[1], 1};
    const cmsCIExyYTRIPLE colours = {{p[2], p[3], 1}, {p[4], p[5], 1}, {p[6], p[7], 1}};
    /* IEC 61966-2-1, as ICC.1 has it for its type 4. */
    static const double srgb_curve[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve *curve =
        gamma > 0 ? cmsBuildGamma(NULL, gamma) : cmsBuildParametricToneCurve(NULL, 4, srgb_curve);
    cmsToneCurve *const curves[] = {curve, curve, curve};
    cmsHPROFILE profile = curve ? cmsCreateRGBProfile(&white, &colours, curves) : NULL;
    cmsUInt32Number size = 0;
    /* Numbers that make no colours give no profile; then the picture is taken for sRGB. */
    if (!profile || !cmsSaveProfileToMem(profile, NULL, &size) || !size)
        return (struct span){NULL, 0};
    void *bytes = child_memory(size);
    return cmsSaveProfileToMem(profile, bytes, &size) ? (struct span){bytes, size} : (struct span){NULL, 0};
}

struct span colour_of_primaries(unsigned number)
{
    static const struct {
        unsigned number;
        double primaries[8];
    } known[] = {
        {9, {0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046}},  /* BT.2020 */
        {11, {0.3140, 0.3510, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}}, /* P3 of cinemas */
        {12, {0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}}, /* P3 of displays */
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].number == number)
            return colour_profile(0, known[i].primaries);
    return (struct span){NULL, 0};
}

struct raster raster_srgb(const struct decoded *decoded)
{
    const struct raster *raster = &decoded->raster;
    enum layout to = raster->layout == LAYOUT_RGBA ? LAYOUT_RGBA : LAYOUT_RGB;
    /* A damaged profile costs exact colours, never the upload. */
    cmsHTRANSFORM transform = transform_of(decoded, to);
    if (!transform)
        return raster->layout == LAYOUT_CMYK ? cmyk_as_rgb(raster) : *raster;
    struct raster out = raster_new(to, raster->width, raster->height);
    size_t from_line = (size_t)raster->width * (size_t)layout_channels(raster->layout),
           to_line = (size_t)out.width * (size_t)layout_channels(to);
    /* Line by line, because the library counts pixels in 32 bits. */
    for (int y = 0; y < raster->height; y++)
        cmsDoTransform(transform, raster->pixels + (size_t)y * from_line, out.pixels + (size_t)y * to_line,
                       (cmsUInt32Number)raster->width);
    return out;
}
