#ifndef RH_LOGGING_H
#define RH_LOGGING_H

/// Switches all of DCMTK's logging off for the process: it prints patient data.
void rh_silence_logging();

#endif
