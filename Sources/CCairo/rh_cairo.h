// Cairo and Pango as Debian 12 ships them; libraries and include paths come from `pkg-config pangocairo`.
#ifndef RH_CAIRO_H
#define RH_CAIRO_H

#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <pango/pangocairo.h>

#endif
