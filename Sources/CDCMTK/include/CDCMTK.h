/// Plain-C face of DCMTK and of the zlib it stands on: opaque handles, no C++ type, no exception leaves it.
#ifndef RH_CDCMTK_H
#define RH_CDCMTK_H
#include "rh_association.h"
#include "rh_inflate.h"
#include "rh_render.h"
#endif
