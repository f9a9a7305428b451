#!/usr/bin/env python3
"""Makes every folder of SampleStudies from public data. `make samples` runs it; the same input gives the same bytes.

Reads the archives below $READINGHUB_TESTDATA. Persons, clinics, identifiers and dates are invented; signals and pixels
are public and real, or derived from real ones where a sample's ORIGIN.md says so.
`--check` makes everything in a temporary folder and compares it with what lies here.
"""
import filecmp
import hashlib
import io
import json
import os
import pathlib
import shutil
import sys
import tempfile

import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from public_data import PublicData, unpack_212, wfdb_12, wfdb_excerpt

HERE = pathlib.Path(__file__).resolve().parent
LEADS = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6".split()
# PS3.16 CID 3001, coding scheme MDC: the codes of LEADS.
LEAD_CODES = "2:1 2:2 2:61 2:62 2:63 2:64 2:3 2:4 2:5 2:6 2:7 2:8".split()
TWELVE_LEAD_ECG = "1.2.840.10008.5.1.4.1.1.9.1.1"
ULTRASOUND_IMAGE = "1.2.840.10008.5.1.4.1.1.6.1"

PTB_XL = ("PTB-XL 1.0.1, P. Wagner et al., Scientific Data 7:154 (2020), PhysioNet", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/")
PTB = ("PTB Diagnostic ECG Database, R. Bousseljot et al., Biomed. Technik 40:S317 (1995), as in the PhysioNet/CinC Challenge 2020", "ODC-By 1.0, https://opendatacommons.org/licenses/by/1-0/")
LUDB = ("LUDB 1.0.1, A. Kalyakulina et al., IEEE Access 8:186181 (2020), PhysioNet", "ODC-By 1.0, https://opendatacommons.org/licenses/by/1-0/")
MIT_BIH = ("MIT-BIH Arrhythmia Database 1.0.0, G. Moody and R. Mark, IEEE EMB 20(3):45 (2001), PhysioNet", "ODC-By 1.0, https://opendatacommons.org/licenses/by/1-0/")
NOISE = "MIT-BIH Noise Stress Test Database, record ma, G. Moody et al., Computers in Cardiology 1984 (ODC-By 1.0)"
PYDICOM_DATA = "MIT, the licence of the repository that publishes it as test data"

CLINICS = {"qingshan": ("青山镇卫生院", "QS"), "baihe": ("白鹤乡卫生院", "BH")}


class Person:
    """An invented patient, as one sample's files or its expected.json state them."""

    def __init__(self, name, pinyin, patient_id, sex, birth_date, study_date, clinic, character_set="GB18030", style="both"):
        self.name, self.pinyin, self.patient_id, self.sex = name, pinyin, patient_id, sex
        self.birth_date, self.study_date, self.clinic, self.character_set = birth_date, study_date, clinic, character_set
        self.style = style

    @property
    def age_years(self):
        birth, study = self.birth_date, self.study_date
        return int(study[:4]) - int(birth[:4]) - (study[4:] < birth[4:])

    @property
    def dicom_name(self):
        """Alphabetic and ideographic groups, or the Chinese name alone in the first group as many devices write it."""
        return self.name if self.style == "plain" else f"{self.pinyin}={self.name[0]}^{self.name[1:]}"

    def identity(self):
        date = self.birth_date
        return {"patientID": self.patient_id, "name": self.name, "sex": self.sex, "birthDate": f"{date[:4]}-{date[4:6]}-{date[6:]}"}


def uid(*words):
    """A 2.25 UID (PS3.5 B.2) that depends on the words alone."""
    return "2.25." + str(int.from_bytes(hashlib.sha256("/".join(("readinghub-sample",) + words).encode()).digest()[:16], "big"))


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def common_header(folder, person, modality, sop_class, number, description):
    """Patient, study, series, equipment and SOP common modules."""
    institution, prefix = CLINICS[person.clinic]
    data = Dataset()
    data.SpecificCharacterSet = person.character_set
    data.SOPClassUID, data.SOPInstanceUID = sop_class, uid(folder, "instance", str(number))
    data.StudyInstanceUID, data.SeriesInstanceUID = uid(folder, "study"), uid(folder, "series")
    data.StudyDate = data.SeriesDate = data.ContentDate = person.study_date
    data.StudyTime = data.SeriesTime = data.ContentTime = "091500"
    data.AccessionNumber = f"{prefix}{person.study_date}{person.patient_id[-3:]}"
    data.Modality, data.Manufacturer, data.InstitutionName = modality, "ReadingHub samples", institution
    data.ReferringPhysicianName, data.StudyDescription, data.StudyID = "", description, "1"
    data.PatientName, data.PatientID, data.PatientSex = person.dicom_name, person.patient_id, person.sex
    data.PatientBirthDate, data.PatientAge = person.birth_date, f"{person.age_years:03d}Y"
    data.SeriesNumber, data.InstanceNumber = 1, number
    return data


def dicom_bytes(data, transfer_syntax=ExplicitVRLittleEndian):
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID, data.file_meta.MediaStorageSOPInstanceUID = data.SOPClassUID, data.SOPInstanceUID
    data.file_meta.TransferSyntaxUID = transfer_syntax
    data.file_meta.ImplementationClassUID, data.file_meta.ImplementationVersionName = uid("implementation"), "RH_SAMPLES_1"
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def channel(lead, lead_code):
    """One channel definition: 1 µV a unit."""
    item = Dataset()
    item.ChannelSourceSequence = Sequence([code(lead_code, "MDC", f"Lead {lead}")])
    item.ChannelSensitivity, item.ChannelBaseline, item.ChannelSensitivityCorrectionFactor = "1", "0", "1"
    item.ChannelSensitivityUnitsSequence = Sequence([code("uV", "UCUM", "microvolt")])
    item.ChannelSampleSkew, item.WaveformBitsStored = "0", 16
    return item


def dicom_ecg(folder, person, microvolts, sampling_rate, originality="ORIGINAL"):
    """PS3.3 A.34.3 Twelve-Lead ECG: one multiplex group of the twelve leads."""
    data = common_header(folder, person, "ECG", TWELVE_LEAD_ECG, 1, "十二导联心电图")
    data.AcquisitionDateTime = person.study_date + "091500"
    data.AcquisitionContextSequence = Sequence([])
    group = Dataset()
    group.WaveformOriginality, group.NumberOfWaveformChannels = originality, 12
    group.NumberOfWaveformSamples, group.SamplingFrequency = len(microvolts), str(sampling_rate)
    group.MultiplexGroupLabel = "RHYTHM"
    group.ChannelDefinitionSequence = Sequence([channel(lead, lead_code) for lead, lead_code in zip(LEADS, LEAD_CODES)])
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 16, "SS"
    group.WaveformData = microvolts.astype("<i2").tobytes()
    group["WaveformData"].VR = "OW"
    data.WaveformSequence = Sequence([group])
    return {"ecg.dcm": dicom_bytes(data)}


def unreadable_ecg(public, record):
    """A real ECG under real muscle artefact, ten times as strong at each electrode, and with the left leg's electrode off.

    Noise is added to electrodes, not to leads, so that the limb leads keep Einthoven's law as on a real recorder.
    """
    clean = public.ptb_xl(record).astype(float)
    noise = unpack_212((public.root / "ecg/nstdb/ma.dat").read_bytes(), 2)[:, 0] * 5.0
    time = numpy.arange(5000) / 500

    def piece(index):
        part = noise[index * 9000 : index * 9000 + 3700]
        return 10 * (numpy.interp(time * 360, numpy.arange(3700), part) - part.mean())

    right_arm, left_arm, left_leg = piece(1), piece(2), 3000 * numpy.sign(numpy.sin(2 * numpy.pi * 50 * time + 0.3)) + piece(3)
    limb_one, limb_two = clean[:, 0] + left_arm - right_arm, clean[:, 1] + left_leg - right_arm
    mean = (right_arm + left_arm + left_leg) / 3
    limbs = [limb_one, limb_two, limb_two - limb_one, -(limb_one + limb_two) / 2, limb_one - limb_two / 2, limb_two - limb_one / 2]
    chest = [clean[:, 6 + index] + piece(4 + index) - mean for index in range(6)]
    return numpy.clip(numpy.rint(numpy.stack(limbs + chest, 1)), -16000, 16000).astype(numpy.int16)


IMAGE_ATTRIBUTES = """SamplesPerPixel PhotometricInterpretation PlanarConfiguration Rows Columns PixelSpacing PixelAspectRatio BitsAllocated BitsStored
HighBit PixelRepresentation PixelPaddingValue WindowCenter WindowWidth RescaleIntercept RescaleSlope RescaleType LossyImageCompression
LossyImageCompressionRatio LossyImageCompressionMethod BodyPartExamined ViewPosition ImagerPixelSpacing KVP ExposureTime XRayTubeCurrent Exposure
SliceThickness GantryDetectorTilt ConvolutionKernel TableHeight ScanOptions ImageOrientationPatient ImagePositionPatient SliceLocation
ScanningSequence SequenceVariant MRAcquisitionType RepetitionTime EchoTime EchoTrainLength NumberOfAverages ImagingFrequency ImagedNucleus
MagneticFieldStrength EchoNumbers FlipAngle PatientPosition""".split()


def image_object(folder, person, source, number, description, sop_class=None):
    """A new object with the source's pixels and acquisition values and none of its identifying or private attributes."""
    data = common_header(folder, person, source.Modality, sop_class or source.SOPClassUID, number, description)
    for keyword in IMAGE_ATTRIBUTES:
        if keyword in source:
            data[keyword] = source[keyword]
    data.ImageType = list(source.ImageType)
    data.AcquisitionNumber = 1
    if "ImagePositionPatient" in source:
        data.FrameOfReferenceUID, data.PositionReferenceIndicator = uid(folder, "frame"), ""
    data.PatientOrientation = "" if "ImagePositionPatient" in source else ["L", "F"]
    data.PixelData = source.PixelData
    data["PixelData"].VR = "OW" if data.BitsAllocated > 8 else "OB"
    return data


def radiograph(folder, person, public):
    source = public.image("jpeg-extended/RG2_JPLY_fixed.dcm")
    data = image_object(folder, person, source, 1, "左髋关节正位")
    data.BodyPartExamined, data.ViewPosition, data.Laterality = "HIP", "AP", "L"
    data["PixelData"].is_undefined_length = True
    data["PixelData"].VR = "OB"
    return {"xray.dcm": dicom_bytes(data, source.file_meta.TransferSyntaxUID)}


def resampled(pixels, factor):
    """The image enlarged about its centre, bilinear, same size."""
    rows, columns = pixels.shape
    y = (numpy.arange(rows) - rows / 2) / factor + rows / 2
    x = (numpy.arange(columns) - columns / 2) / factor + columns / 2
    y, x = numpy.clip(y, 0, rows - 1.001), numpy.clip(x, 0, columns - 1.001)
    top, left = y.astype(int), x.astype(int)
    dy, dx = (y - top)[:, None], (x - left)[None, :]
    corner = pixels.astype(float)
    upper = corner[top][:, left] * (1 - dx) + corner[top][:, left + 1] * dx
    lower = corner[top + 1][:, left] * (1 - dx) + corner[top + 1][:, left + 1] * dx
    return numpy.rint(upper * (1 - dy) + lower * dy).astype("<i2")


def ct_series(folder, person, public):
    source = public.image("explicit-le/CT1_UNC.explicit_little_endian.dcm")
    pixels = numpy.frombuffer(source.PixelData, "<i2").reshape(source.Rows, source.Columns)
    files = {}
    for number, (factor, offset) in enumerate([(0.985, -5), (1, 0), (1.015, 5)], 1):
        data = image_object(folder, person, source, number, "胸部CT平扫")
        data.BodyPartExamined = "CHEST"
        position = [float(value) for value in source.ImagePositionPatient]
        data.ImagePositionPatient = [f"{position[0]:.4f}", f"{position[1]:.4f}", f"{position[2] + offset:.4f}"]
        data.SliceLocation = f"{position[2] + offset:.4f}"
        if factor != 1:
            data.PixelData = resampled(pixels, factor).tobytes()
            data.ImageType = ["DERIVED", "PRIMARY", "AXIAL"]
            data.DerivationDescription = f"Enlarged {factor} times about the centre from slice 2; not acquired"
        files[f"slice-{number}.dcm"] = dicom_bytes(data)
    return files


def magnetic_resonance(folder, person, public):
    source = public.image("explicit-le/examples_overlay.dcm")
    return {"mr.dcm": dicom_bytes(image_object(folder, person, source, 1, "上腹部MR增强"))}


def colour_ultrasound(folder, person, public):
    source = public.image("explicit-le/color-px.dcm")
    data = image_object(folder, person, source, 1, "彩色多普勒超声", ULTRASOUND_IMAGE)
    data.Laterality = ""
    return {"ultrasound.dcm": dicom_bytes(data)}


UTF8 = "ISO_IR 192"
# folder: (person, kind, modality, makes(folder, person, public) → {file: bytes}, expected, source, licence, how it was made, in a word)
SAMPLES = {
    "ecg-normal": (
        Person("李建国", "Li^Jianguo", "QS100201", "M", "19860304", "20260302", "qingshan"), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb_xl("00046"), 500), {"grade": ["ordinary", "warning"], "statementsAnyOf": ["NORM", "SR"]},
        *PTB_XL, "Record 00046 (`NORM`, `SR`; confirmed by a cardiologist), samples unchanged.", "normal sinus rhythm"),
    "ecg-atrial-fibrillation": (
        Person("王秀英", "Wang^Xiuying", "QS100202", "F", "19360519", "20260303", "qingshan", UTF8), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb_xl("00351"), 500), {"grade": ["warning"], "statementsAnyOf": ["AFIB"]},
        *PTB_XL, "Record 00351 (`AFIB`, rapid ventricular response), samples unchanged.", "atrial fibrillation, about 155/min"),
    "ecg-acute-st-elevation": (
        Person("王小东", "Wang^Xiaodong", "BH200101", "M", "19520811", "20260304", "baihe"), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb("S0010"), 1000),
        {"grade": ["critical"], "statementsAnyOf": ["STEMI", "STE_", "AMI", "ASMI", "ALMI", "INJAS", "INJAL"]},
        *PTB, "Record S0010 (myocardial infarction; ST 0.2 to 0.4 mV above baseline in V1 to V5), its first 10 s at 1,000 Hz, samples unchanged.",
        "acute anterior ST elevation"),
    "ecg-old-infarct": (
        Person("张伟民", "Zhang^Weimin", "QS100203", "M", "19751120", "20260305", "qingshan", style="plain"), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb_xl("00270"), 500), {"grade": ["warning"], "statementsAnyOf": ["ASMI", "IMI", "AMI", "QWAVE", "MI"]},
        *PTB_XL, "Record 00270 (`ASMI`, `IMI`, stage III, sinus tachycardia), samples unchanged.", "old anteroseptal and inferior infarct"),
    "ecg-left-bundle-branch-block": (
        Person("刘桂兰", "Liu^Guilan", "BH200102", "F", "19400107", "20260306", "baihe", UTF8), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb_xl("00489"), 500), {"grade": ["warning"], "statementsAnyOf": ["CLBBB", "LBBB"]},
        *PTB_XL, "Record 00489 (`CLBBB`, sinus rhythm), samples unchanged.", "left bundle branch block"),
    "ecg-right-bundle-branch-block": (
        Person("陈德福", "Chen^Defu", "QS100204", "M", "19480615", "20260309", "qingshan"), "ecg", "ECG",
        lambda f, p, d: wfdb_12("rbbb", d.ptb_xl("00424"), LEADS), {"grade": ["ordinary", "warning"], "statementsAnyOf": ["CRBBB", "RBBB"]},
        *PTB_XL, "Record 00424 (`CRBBB`, `LAFB`) as WFDB, samples unchanged, header written anew.", "right bundle branch block, WFDB"),
    "ecg-paced": (
        Person("赵玉珍", "Zhao^Yuzhen", "BH200103", "F", "19430228", "20260310", "baihe", style="plain"), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, d.ptb_xl("00385"), 500), {"grade": ["ordinary", "warning"], "statementsAnyOf": ["PACE"]},
        *PTB_XL, "Record 00385 (`PACE`), samples unchanged.", "ventricular pacemaker"),
    "ecg-bad-signal": (
        Person("孙丽华", "Sun^Lihua", "QS100205", "F", "19680930", "20260311", "qingshan", UTF8), "ecg", "ECG",
        lambda f, p, d: dicom_ecg(f, p, unreadable_ecg(d, "00024"), 500, "DERIVED"), {"grade": ["ungraded"], "statementsAnyOf": []},
        *PTB_XL, f"Derived: record 00024 under muscle artefact ({NOISE}), ten times as strong, different at each electrode; left leg electrode off "
        "(mains hum of 3 mV instead). Nobody could read it.", "unreadable: artefact, electrode off"),
    "ecg-st-elevation-wfdb": (
        Person("周建华", "Zhou^Jianhua", "BH200104", "F", "19710412", "20260312", "baihe"), "ecg", "ECG",
        lambda f, p, d: wfdb_12("stemi", d.ludb("55"), [lead.lower() for lead in LEADS], ["<age>: 54", "<sex>: F"]),
        {"grade": ["critical"], "statementsAnyOf": ["STEMI", "AMI", "ASMI", "INJAS"]},
        *LUDB, "Record 55 (STEMI: anterior wall, lateral wall, septal; left ventricular hypertrophy, left anterior hemiblock) as WFDB, samples unchanged, header written anew, keeping age and sex, "
        "with 1,000 units/mV for every lead: LUDB's own headers scale each lead to 1 mV from peak to peak, while its stored integers obey Einthoven's law "
        "exactly, so they share one unit. Read so, ST at the J point is 0.13 mV above baseline in V1 and 0.16 mV in V2, over the limits of the Fourth Universal "
        "Definition (a woman: 0.15 mV in V2 and V3, 0.1 mV elsewhere), and 0.07 to 0.09 mV below it in II, III and aVF. The source also states scars of "
        "the anterior wall and the septum: how old the infarct is, the tracing alone does not tell.",
        "ST elevation V1 to V2, WFDB, lower-case lead names"),
    "ecg-long-two-leads": (
        Person("吴淑芬", "Wu^Shufen", "BH200105", "F", "19750203", "20260313", "baihe"), "ecg", "ECG",
        lambda f, p, d: wfdb_excerpt(d, "119", "holter", 300), {"grade": ["ungraded"], "statementsAnyOf": ["PVC", "BIGU", "TRIGU", "VPB"]},
        *MIT_BIH, "Record 119 (uniform ventricular beats), its first 5 min in format 212, samples unchanged, header written anew.",
        "5 min of two leads, ventricular beats, WFDB format 212"),
    "xray-hip": (
        Person("郑国强", "Zheng^Guoqiang", "QS100206", "M", "19630717", "20260316", "qingshan"), "imaging", "CR", radiograph, {},
        "NEMA WG-04 test image RG2 as in pydicom/pylibjpeg-data (RG2_JPLY_fixed.dcm)", PYDICOM_DATA,
        "Pixels unchanged (JPEG Extended, 12 bit); header written anew.", "radiograph of a hip"),
    "ct-chest": (
        Person("黄志明", "Huang^Zhiming", "BH200106", "M", "19570925", "20260317", "baihe", UTF8), "imaging", "CT", ct_series, {},
        "NEMA WG-04 test image CT1 as in cornerstonejs/dicomParser (CT1_UNC)", PYDICOM_DATA,
        "Slice 2 has the pixels of the source. Slices 1 and 3 are derived from it (enlarged 0.985 and 1.015 times, moved 5 mm), because no series of "
        "real slices with such a licence was at hand; they say DERIVED. Headers written anew.", "chest CT, 3 slices"),
    "mr-abdomen": (
        Person("林美玲", "Lin^Meiling", "QS100207", "F", "19680111", "20260318", "qingshan", style="plain"), "imaging", "MR", magnetic_resonance, {},
        "pydicom/pydicom test file examples_overlay.dcm", PYDICOM_DATA, "Pixels unchanged; header written anew, private attributes and overlay left out.",
        "liver MR"),
    "ultrasound-colour": (
        Person("何春梅", "He^Chunmei", "BH200107", "F", "19891208", "20260319", "baihe", UTF8), "imaging", "US", colour_ultrasound, {},
        "pydicom/pydicom-data color-px.dcm", PYDICOM_DATA, "Pixels unchanged (RGB); header written anew with the current ultrasound class.",
        "colour Doppler ultrasound"),
}


def write_sample(target, folder, public):
    who, kind, modality, make, expected, source, licence, how, summary = SAMPLES[folder]
    files = make(folder, who, public)
    place = target / folder
    place.mkdir(parents=True)
    for name, data in files.items():
        (place / name).write_bytes(data)
    named = all(name.endswith(".dcm") for name in files)
    truth = {"kind": kind, "modality": modality, "patientName": who.name, "files": sorted(files), "identity": who.identity()}
    truth |= {"identityInFile": named, "clinic": who.clinic, **expected, "summary": summary}
    (place / "expected.json").write_text(json.dumps(truth, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    names = f"in {who.character_set}" if named else "given at upload, the files name nobody"
    (place / "ORIGIN.md").write_text(
        f"# {folder}\n\n- Source: {source}\n- Licence: {licence}\n- How made: {how}\n- Person: invented, {names}\n- Made by: `SampleStudies/make-samples.py`\n",
        encoding="utf-8")
    return f"| `{folder}` | {summary} | {', '.join(expected.get('grade', ['–']))} | {who.name} | {source.split(',')[0].split(' as in')[0]} |"


def make_all(target, public):
    rows = [write_sample(target, folder, public) for folder in SAMPLES]
    head = """# Sample studies

Small studies to try the hub with; tests and `make demo` use them. Signals and pixels are public (each folder's `ORIGIN.md` has source and
licence), persons and clinics are invented. `expected.json` says what is clinically true: which grades are acceptable, which findings fit.
`make samples` makes them again from the public data, byte for byte.

| Folder | What it shows | Acceptable grades | Person | Source |
|---|---|---|---|---|
"""
    (target / "README.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def differences(left, right):
    files = lambda top: {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
    scripts = (".py", ".pyc", ".sh")
    both = {name for name in files(left) | files(right) if not name.endswith(scripts)}
    return sorted(name for name in both if not ((left / name).is_file() and (right / name).is_file() and filecmp.cmp(left / name, right / name, False)))


def main():
    root = os.environ.get("READINGHUB_TESTDATA")
    if not root:
        sys.exit("make-samples: set READINGHUB_TESTDATA to the folder with the public data")
    with tempfile.TemporaryDirectory() as scratch:
        made = pathlib.Path(scratch) / "samples"
        made.mkdir()
        make_all(made, PublicData(root))
        if "--check" in sys.argv[1:]:
            changed = differences(made, HERE)
            sys.exit("make-samples: differs: " + ", ".join(changed) if changed else 0)
        for path in sorted(made.iterdir()):
            target = HERE / path.name
            if path.is_dir():
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(path, target)
            else:
                shutil.copy(path, target)
    print(f"make-samples: {len(SAMPLES)} studies")


if __name__ == "__main__":
    main()
