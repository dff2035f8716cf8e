using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Swarm.Core.Locks;

/// <summary>Which process somebody is, so that others can tell whether it still runs: a number alone may be another process's by now.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Boot">The system's id of this boot; null where it has none.</param>
/// <param name="Namespace">The namespace in which the number counts (Linux); null where there is none.</param>
/// <param name="ProcessId">The process's number.</param>
/// <param name="StartedAt">When it started, as the system counts it: two processes of one number differ in it.</param>
public sealed record ProcessIdentity(string Machine, string? Boot, string? Namespace, int ProcessId, long StartedAt)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = Read();

    /// <summary>Whether the process surely runs no more. What cannot be seen from here is not proven.</summary>
    /// <param name="isLockFree">Whether a lock that it holds as long as it runs was found free, where locks hold.</param>
    public bool IsProvenDead(bool isLockFree)
    {
        var isSameMachine = string.Equals(Machine, Current.Machine, StringComparison.Ordinal);
        if (!isLockFree || Boot is null || !string.Equals(Boot, Current.Boot, StringComparison.Ordinal))
        {
            // Another boot of this machine has ended all processes; of another machine nothing can be seen.
            return isLockFree && isSameMachine && (Boot is not null || !IsRunning());
        }

        // One kernel keeps the lock, whatever the namespace or the container.
        return !isSameMachine || !string.Equals(Namespace, Current.Namespace, StringComparison.Ordinal) || !IsRunning();
    }

    /// <summary>Writes it as JSON.</summary>
    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ProcessIdentityJson.Default.ProcessIdentity);

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The process; null where the bytes name none.</returns>
    public static ProcessIdentity? Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ProcessIdentityJson.Default.ProcessIdentity) is { Machine: not null } identity ? identity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Machine}");

    private bool IsRunning()
    {
        try
        {
            return ReadStart(ProcessId) == StartedAt;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is there, and another user's: that is not this one's.
            return true;
        }
    }

    private static ProcessIdentity Read() => new(
        Environment.MachineName, ReadBoot(), ReadNamespace(), Environment.ProcessId, ReadStart(Environment.ProcessId));

    // Linux counts from the boot, and .NET makes a time of it that moves with the clock (proc_pid_stat(5), field 22).
    private static long ReadStart(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }

        using var process = Process.GetProcessById(processId);
        return process.StartTime.ToUniversalTime().Ticks;
    }

    private static string? ReadBoot()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ReadNamespace()
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
