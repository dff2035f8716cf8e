using System.Globalization;
using System.Text;

namespace Swarm.Supervisor.Confinement;

/// <summary>What confines the program, as it comes over the control pipe before the environment: fields, each ended by NUL.</summary>
internal sealed class ConfinementPlan
{
    private const int HeadLength = 11;
    private const int StepLength = 4;

    private ConfinementPlan(string[] fields)
    {
        BuildsMounts = fields[0] is "unshare";
        Channel = fields[1];
        WorkingFolder = fields[2];
        ListenPort = Number(fields[3]);
        ProcessLimit = Number(fields[4]);
        HostName = fields[5];
        CanaryTcpPort = Number(fields[6]);
        CanaryUdpPort = Number(fields[7]);
        CanaryTcp6Port = Number(fields[8]);
        CanaryAbstractName = fields[9];
        CanaryPath = fields[10];
        var steps = new List<MountStep>();
        for (var index = HeadLength; index + StepLength <= fields.Length; index += StepLength)
            steps.Add(new MountStep(fields[index][0], fields[index + 1], fields[index + 2], fields[index + 3]));

        Steps = steps;
    }

    /// <summary>Whether the mounts are still to be built: <c>bwrap</c> has done so already.</summary>
    internal bool BuildsMounts { get; }

    /// <summary>The path of the socket on which Swarm waits.</summary>
    internal string Channel { get; }

    /// <summary>The folder in which the program starts.</summary>
    internal string WorkingFolder { get; }

    /// <summary>The port of 127.0.0.1 to listen on; 0 for no network at all.</summary>
    internal int ListenPort { get; }

    /// <summary>The most processes and threads; 0 for any number.</summary>
    internal int ProcessLimit { get; }

    /// <summary>The machine's name inside.</summary>
    internal string HostName { get; }

    /// <summary>A port of the host's 127.0.0.1 that must not be reached.</summary>
    internal int CanaryTcpPort { get; }

    /// <summary>The same for UDP.</summary>
    internal int CanaryUdpPort { get; }

    /// <summary>The same of ::1; 0 where the host has none.</summary>
    internal int CanaryTcp6Port { get; }

    /// <summary>The name of an abstract Unix socket that must not be reached.</summary>
    internal string CanaryAbstractName { get; }

    /// <summary>The path of a Unix socket that must not be reached.</summary>
    internal string CanaryPath { get; }

    /// <summary>What the program sees.</summary>
    internal IReadOnlyList<MountStep> Steps { get; }

    /// <summary>Reads a plan.</summary>
    /// <param name="block">The fields.</param>
    /// <returns>The plan; null where it is malformed.</returns>
    internal static ConfinementPlan? Parse(ReadOnlySpan<byte> block)
    {
        var fields = Encoding.UTF8.GetString(block).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > HeadLength && (fields.Length - HeadLength) % StepLength == 0 ? new ConfinementPlan(fields) : null;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
