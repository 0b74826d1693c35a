"""LibreOffice without a window: it accepts or rejects every tracked change of DOCX files and writes what is left."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

MACRO = """
Sub Settle(folder As String)
  Dim found(10000) As String
  Dim many As Integer, index As Integer
  Dim entry As String
  entry = Dir(ConvertFromURL(folder) & "/*.docx", 0)
  Do While entry <> ""
    found(many) = entry
    many = many + 1
    entry = Dir
  Loop
  For index = 0 To many - 1
    Keep(folder & "/" & found(index), ".uno:AcceptAllTrackedChanges", "accepted")
    Keep(folder & "/" & found(index), ".uno:RejectAllTrackedChanges", "rejected")
  Next index
  StarDesktop.terminate()
End Sub

Sub Keep(address As String, command As String, suffix As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim plain(1) As New com.sun.star.beans.PropertyValue
  Dim written As Object, dispatcher As Object
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  written = StarDesktop.loadComponentFromURL(address, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(written.CurrentController.Frame, command, "", 0, Array())
  plain(0).Name = "FilterName"
  plain(0).Value = "Text (encoded)"
  plain(1).Name = "FilterOptions"
  plain(1).Value = "UTF8,LF,,,"
  written.storeToURL(address & "." & suffix & ".txt", plain())
  written.close(True)
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script"
  script:name="Module1" script:language="StarBasic">{}</script:module>
"""
LONGEST = 900
"""Seconds LibreOffice may take for all files together."""


def office() -> str:
    """Path of LibreOffice. Raises RuntimeError saying what to do."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        raise RuntimeError("No LibreOffice was found. Run `make prove P=office`, which sees to it.")
    return found


def settle_all(folder: Path, profile: Path) -> None:
    """Beside each DOCX in `folder`, write NAME.docx.accepted.txt and NAME.docx.rejected.txt. `profile` is a new folder
    of LibreOffice's own."""
    _run(profile, "--terminate_after_init")  # a new profile is filled first, and would be filled over our macro
    macro = MACRO.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    (profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MODULE.format(macro))
    _run(profile, f'macro:///Standard.Module1.Settle("{folder.as_uri()}")')


def _run(profile: Path, what: str) -> None:
    command = [office(), "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", what]
    environment = {**os.environ, "HOME": str(profile), "SAL_USE_VCLPLUGIN": "svp"}
    subprocess.run(command, check=True, timeout=LONGEST, env=environment, capture_output=True)
