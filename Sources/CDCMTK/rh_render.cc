#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcrledrg.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"
#include "dcmtk/dcmdata/dctk.h"
#include "dcmtk/dcmimage/diregist.h"
#include "dcmtk/dcmimgle/dcmimage.h"
#include "dcmtk/dcmjpeg/djdecode.h"
#include "dcmtk/dcmjpls/djdecode.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "rh_logging.h"
#include "rh_render.h"

namespace {

void register_codecs() {
  rh_silence_logging();
  DJDecoderRegistration::registerCodecs();
  DJLSDecoderRegistration::registerCodecs();
  DcmRLEDecoderRegistration::registerCodecs();
}

/// Puts the decoded frame in the place of the encoded Pixel Data.
bool replace_pixels(DcmDataset &dataset, const rh_native_frame &native) {
  delete dataset.remove(DCM_PixelData);
  delete dataset.remove(DCM_NumberOfFrames);
  bool good = dataset.putAndInsertUint16(DCM_Rows, native.rows).good() && dataset.putAndInsertUint16(DCM_Columns, native.columns).good();
  good = good && dataset.putAndInsertUint16(DCM_SamplesPerPixel, native.samples_per_pixel).good();
  good = good && dataset.putAndInsertUint16(DCM_BitsAllocated, native.bits_allocated).good();
  good = good && dataset.putAndInsertUint16(DCM_BitsStored, native.bits_stored).good();
  good = good && dataset.putAndInsertUint16(DCM_HighBit, native.bits_stored - 1).good();
  good = good && dataset.putAndInsertUint16(DCM_PixelRepresentation, native.is_signed ? 1 : 0).good();
  if (native.samples_per_pixel > 1) good = good && dataset.putAndInsertUint16(DCM_PlanarConfiguration, 0).good();
  if (native.is_rgb) good = good && dataset.putAndInsertString(DCM_PhotometricInterpretation, "RGB").good();
  if (!good) return false;
  if (native.bits_allocated == 16) {
    std::vector<Uint16> words(native.length / 2);
    for (size_t index = 0; index < words.size(); ++index) {
      words[index] = static_cast<Uint16>(native.bytes[2 * index] | native.bytes[2 * index + 1] << 8);
    }
    return dataset.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size()).good();
  }
  return dataset.putAndInsertUint8Array(DCM_PixelData, native.bytes, native.length).good();
}

/// Makes the dataset one of a single frame with this codestream.
bool replace_codestream(DcmDataset &dataset, const rh_native_frame &frame, E_TransferSyntax syntax) {
  delete dataset.remove(DCM_PixelData);
  delete dataset.remove(DCM_NumberOfFrames);
  auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
  auto table = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
  auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
  if (item->putUint8Array(frame.bytes, static_cast<unsigned long>(frame.length)).bad()) return false;
  if (sequence->insert(table.get()).bad()) return false;
  table.release();
  if (sequence->insert(item.get()).bad()) return false;
  item.release();
  auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence.release());
  if (dataset.insert(pixels.get(), OFTrue).bad()) return false;
  pixels.release();
  return true;
}

/// An enhanced multi-frame object keeps window and rescale in its functional groups; DCMTK's imaging looks only at the top level.
void lift_functional_groups(DcmDataset &dataset, unsigned long frame) {
  struct Lifted {
    DcmTagKey sequence;
    std::vector<DcmTagKey> values;
  };
  const Lifted groups[] = {
      {DCM_FrameVOILUTSequence, {DCM_WindowCenter, DCM_WindowWidth}},
      {DCM_PixelValueTransformationSequence, {DCM_RescaleIntercept, DCM_RescaleSlope}},
  };
  const std::pair<DcmTagKey, long> places[] = {
      {DCM_SharedFunctionalGroupsSequence, 0}, {DCM_PerFrameFunctionalGroupsSequence, static_cast<long>(frame)}};
  for (const auto &place : places) {
    DcmItem *group = nullptr;
    if (dataset.findAndGetSequenceItem(place.first, group, place.second).bad()) continue;
    for (const Lifted &lifted : groups) {
      DcmItem *item = nullptr;
      if (group->findAndGetSequenceItem(lifted.sequence, item, 0).bad()) continue;
      for (const DcmTagKey &key : lifted.values) {
        OFString text;
        if (item->findAndGetOFStringArray(key, text).good() && !text.empty()) dataset.putAndInsertString(key, text.c_str());
      }
    }
  }
}

/// The header's first window; false when there is none that can be used.
bool header_window(DcmDataset &dataset, rh_window &window) {
  Float64 center = 0, width = 0;
  if (dataset.findAndGetFloat64(DCM_WindowCenter, center).bad() || dataset.findAndGetFloat64(DCM_WindowWidth, width).bad()) return false;
  window = {center, width};
  return std::isfinite(center) && std::isfinite(width) && width >= 1;
}

void choose_window(DicomImage &image, DcmDataset &dataset, const rh_window *window) {
  if (window != nullptr && image.setWindow(window->center, window->width)) return;
  rh_window stated{};
  if (header_window(dataset, stated) && image.setWindow(stated.center, stated.width)) return;
  if (image.getVoiLutCount() > 0 && image.setVoiLut(0)) return;
  image.setMinMaxWindow();
}

rh_render_result output(DicomImage &image, rh_rendered_frame &result) {
  result.rows = static_cast<uint32_t>(image.getHeight());
  result.columns = static_cast<uint32_t>(image.getWidth());
  result.samples_per_pixel = image.isMonochrome() ? 1 : 3;
  result.length = image.getOutputDataSize(8);
  if (result.length != size_t{result.rows} * result.columns * result.samples_per_pixel) return RH_RENDER_UNDECODABLE;
  result.bytes = static_cast<uint8_t *>(malloc(result.length));
  if (result.bytes == nullptr) return RH_RENDER_TOO_LARGE;
  if (image.getOutputData(result.bytes, result.length, 8, 0, 0)) return RH_RENDER_DONE;
  rh_rendered_frame_free(&result);
  return RH_RENDER_UNDECODABLE;
}

rh_render_result render(const char *path, unsigned long frame, const rh_native_frame *native, const rh_window *window,
                        rh_rendered_frame &result) {
  register_codecs();
  DcmFileFormat file;
  if (file.loadFile(path, EXS_Unknown, EGL_noChange, 65536).bad()) return RH_RENDER_UNDECODABLE;
  DcmDataset &dataset = *file.getDataset();
  lift_functional_groups(dataset, frame);
  E_TransferSyntax syntax = dataset.getOriginalXfer();
  if (native != nullptr) {
    const bool is_replaced = native->is_encoded ? replace_codestream(dataset, *native, syntax) : replace_pixels(dataset, *native);
    if (!is_replaced) return RH_RENDER_UNDECODABLE;
    if (!native->is_encoded) syntax = EXS_LittleEndianExplicit;
    frame = 0;
  }
  DicomImage image(&dataset, syntax, CIF_UsePartialAccessToPixelData, frame, 1);
  if (image.getStatus() == EIS_MemoryFailure) return RH_RENDER_TOO_LARGE;
  if (image.getStatus() != EIS_Normal) return RH_RENDER_UNDECODABLE;
  if (image.isMonochrome()) choose_window(image, dataset, window);
  return output(image, result);
}

}  // namespace

extern "C" rh_render_result rh_render_frame(const char *path, unsigned long frame, const rh_native_frame *native, const rh_window *window,
                                            rh_rendered_frame *result) {
  *result = rh_rendered_frame{};
  try {
    return render(path, frame, native, window, *result);
  } catch (const std::bad_alloc &) {
    return RH_RENDER_TOO_LARGE;
  } catch (...) {
    return RH_RENDER_UNDECODABLE;
  }
}

extern "C" void rh_rendered_frame_free(rh_rendered_frame *result) {
  free(result->bytes);
  result->bytes = nullptr;
}
