using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Build task: marks one symbol-version requirement of a 64-bit little-endian ELF file as weak (VER_FLG_WEAK), so that the
/// loader no longer refuses the file where the system library lacks that version. Safe only for a version none of whose
/// symbols is really called; see docs/adr/0060.
/// </summary>
public sealed class WeakenSymbolVersion : Task
{
    private const uint VersionNeededSection = 0x6ffffffe; // SHT_GNU_verneed
    private const byte Weak = 2;                          // VER_FLG_WEAK

    /// <summary>The ELF file, changed in place.</summary>
    [Required]
    public string File { get; set; } = "";

    /// <summary>The version to weaken, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>Paths where the system's copy of the library may be; if the first that exists has the version, nothing is done.</summary>
    [Required]
    public string[] SystemLibraries { get; set; } = Array.Empty<string>();

    public override bool Execute()
    {
        string system = Array.Find(SystemLibraries, System.IO.File.Exists);
        if (system != null && Latin(System.IO.File.ReadAllBytes(system)).Contains(Version + "\0"))
        {
            return true;
        }

        var elf = System.IO.File.ReadAllBytes(File);
        var changed = Weaken(elf);
        if (changed)
        {
            System.IO.File.WriteAllBytes(File, elf);
            Log.LogMessage(MessageImportance.High, "{0}: made the requirement of {1} weak, because this system's libstdc++ is older.", Path.GetFileName(File), Version);
        }

        return true;
    }

    private bool Weaken(byte[] elf)
    {
        long sections = BitConverter.ToInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3A), count = BitConverter.ToUInt16(elf, 0x3C);
        for (int i = 0; i < count; i++)
        {
            int section = (int)sections + i * size;
            if (BitConverter.ToUInt32(elf, section + 4) != VersionNeededSection)
            {
                continue;
            }

            int strings = (int)BitConverter.ToInt64(elf, (int)sections + BitConverter.ToInt32(elf, section + 0x28) * size + 0x18);
            return WeakenIn(elf, (int)BitConverter.ToInt64(elf, section + 0x18), strings);
        }

        return false;
    }

    // Elf64_Verneed: version, cnt (u16), file, aux, next (u32). Elf64_Vernaux: hash (u32), flags, other (u16), name, next (u32).
    private bool WeakenIn(byte[] elf, int needed, int strings)
    {
        for (int next = -1; next != 0; needed += next)
        {
            int entry = needed + BitConverter.ToInt32(elf, needed + 8);
            for (int left = BitConverter.ToUInt16(elf, needed + 2); left > 0; left--)
            {
                if (NameAt(elf, strings + BitConverter.ToInt32(elf, entry + 8)) == Version && (elf[entry + 4] & Weak) == 0)
                {
                    elf[entry + 4] |= Weak;
                    return true;
                }

                entry += BitConverter.ToInt32(elf, entry + 12);
            }

            next = BitConverter.ToInt32(elf, needed + 12);
        }

        return false;
    }

    private static string NameAt(byte[] elf, int offset) => Encoding.ASCII.GetString(elf, offset, Array.IndexOf(elf, (byte)0, offset) - offset);

    private static string Latin(byte[] bytes) => Encoding.GetEncoding(28591).GetString(bytes);
}
