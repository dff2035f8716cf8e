using System.Runtime.InteropServices;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Cryptography.Age;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Remote;

/// <summary>
/// The sealing key of a runner. It is taken out of this process's environment before any step starts: out of what children
/// inherit, and out of the memory that <c>/proc/self/environ</c> shows. The process that started this one still has it in its own,
/// and whoever may read this process's memory, or is root, can still find copies: only confining the step keeps it from those.
/// </summary>
public static partial class RunnerIdentity
{
    /// <summary>The variable that holds the key.</summary>
    public const string Variable = "SWARM_SEALING_KEY";

    private const string Prefix = "AGE-SECRET-KEY-";
    private const int MostBytes = 64 * 1024;

    /// <summary>Takes the key, which the caller disposes before the step starts.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The file of the identity, as <c>age-keygen</c> writes it; null for the variable.</param>
    internal static AgeIdentity Take(SessionOptions options, string? file)
    {
        var text = options.ReadVariable(Variable);
        Wipe();
        if (file is not null)
        {
            var bytes = BoundedFile.Read(Path.GetFullPath(file, options.CurrentFolder), MostBytes, "identity");
            text = Encoding.ASCII.GetString(bytes);
            Array.Clear(bytes);
        }

        return text?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.StartsWith(Prefix, StringComparison.Ordinal)) is { } key
            ? AgeIdentity.Parse(key)
            : throw new SwarmException(
                ErrorCode.KeyInvalid,
                file is null ? $"The runner has no sealing key: set {Variable} to its age identity, or name its file with --identity." : $"'{file}' holds no age identity: name the file that 'age-keygen' wrote.");
    }

    /// <summary>Takes the key out of the environment, and keeps other processes of the same user from this process's memory where the system can.</summary>
    private static void Wipe()
    {
        if (!OperatingSystem.IsWindows())
        {
            // The runtime's own copy of the environment is another one than that of the C library.
            var value = GetVariable(Variable);
            for (var offset = 0; value != 0 && Marshal.ReadByte(value, offset) != 0; offset++)
            {
                Marshal.WriteByte(value, offset, (byte)'x');
            }
        }

        Environment.SetEnvironmentVariable(Variable, null);
        if (OperatingSystem.IsLinux())
        {
            const int SetDumpable = 4;
            _ = Control(SetDumpable, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetVariable(string name);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
