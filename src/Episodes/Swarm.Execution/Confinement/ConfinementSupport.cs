using System.Diagnostics;
using System.Runtime.InteropServices;
using Swarm.Core.Errors;

namespace Swarm.Execution.Confinement;

/// <summary>Whether and how this host can confine a step. It is found out once a process, by trying.</summary>
public sealed class ConfinementSupport
{
    private const string Remedy =
        "Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces, "
        + "kernel.apparmor_restrict_unprivileged_userns, or the container's seccomp profile), or install bubblewrap";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Version FirstKernel = new(5, 12);

    private static readonly Lazy<ConfinementSupport> Found = new(Try);

    private readonly string? _unshareFault;
    private readonly string? _bubblewrapFault;

    private ConfinementSupport(string? unshareFault, string? bubblewrapFault)
    {
        (_unshareFault, _bubblewrapFault) = (unshareFault, bubblewrapFault);
        Method = unshareFault is null ? ConfinementMethod.Unshare : bubblewrapFault is null ? ConfinementMethod.Bubblewrap : null;
        Obstacle = Method is not null ? null
            : string.Equals(unshareFault, bubblewrapFault, StringComparison.Ordinal) ? unshareFault
            : $"no namespaces can be made here: unshare: {unshareFault}; bwrap: {bubblewrapFault}. {Remedy}.";
    }

    /// <summary>What makes the namespaces here; null where nothing can.</summary>
    public ConfinementMethod? Method { get; }

    /// <summary>What is in the way and what to do about it; null where a step can be confined.</summary>
    public string? Obstacle { get; }

    /// <summary>Finds out, or remembers.</summary>
    public static ConfinementSupport Find() => Found.Value;

    /// <summary>Says what keeps one method from working here.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The obstacle, or null where it works.</returns>
    public string? ObstacleTo(ConfinementMethod method) => method == ConfinementMethod.Unshare ? _unshareFault : _bubblewrapFault;

    /// <summary>Chooses the method for a step.</summary>
    /// <param name="wanted">The method that it must be; null for any.</param>
    /// <exception cref="SwarmException">It is not to be had (<c>SANDBOX_UNAVAILABLE</c>).</exception>
    internal ConfinementMethod Require(ConfinementMethod? wanted)
    {
        if (wanted is { } method)
        {
            return ObstacleTo(method) is { } obstacle
                ? throw Unavailable($"The step cannot be confined by {NamespaceCommand.NameOf(method)}: {obstacle}")
                : method;
        }

        return Method ?? throw Unavailable($"The step cannot be confined: {Obstacle}");
    }

    /// <summary>The error of a step that is not started because it could not be confined.</summary>
    /// <param name="message">What is wrong.</param>
    internal static SwarmException Unavailable(string message) =>
        new(
            ErrorCode.SandboxUnavailable,
            $"{message.TrimEnd('.', ' ')}. It was not started; see what Swarm's doctor says of this host, or run the step without confinement.");

    private static ConfinementSupport Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            var elsewhere = OperatingSystem.IsWindows()
                ? "Windows limits a step with a job object and has nothing that keeps it from files and the network; run it on Linux"
                : "macOS has no namespaces; run the step on Linux";
            return new ConfinementSupport(elsewhere, elsewhere);
        }

        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            const string Other = "the filter of system calls is written for x86-64 and arm64; run the step on such a machine";
            return new ConfinementSupport(Other, Other);
        }

        var unshare = Environment.OSVersion.Version < FirstKernel
            ? "it takes Linux 5.12 or later"
            : TryRun(ConfinementMethod.Unshare);
        return new ConfinementSupport(unshare, TryRun(ConfinementMethod.Bubblewrap));
    }

    // Both make every namespace, and mount something in there.
    private static string? TryRun(ConfinementMethod method)
    {
        var program = NamespaceCommand.Find(method);
        if (program is null)
            return $"{NamespaceCommand.NameOf(method)} is not installed";

        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin";
        foreach (var argument in NamespaceCommand.TrialArguments(method))
            start.ArgumentList.Add(argument);

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return "it hangs";
            }

            return process.ExitCode == 0 ? null : Shorten(said.GetAwaiter().GetResult(), process.ExitCode);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            return exception.Message;
        }
    }

    private static string Shorten(string said, int exitCode)
    {
        var line = said.Trim().Split('\n')[0].Trim();
        return line.Length > 0 ? line : FormattableString.Invariant($"it ends with exit code {exitCode}");
    }
}
