using System.Globalization;

namespace Swarm.Faults.Tests.Support;

/// <summary>One call of a command at which something goes wrong.</summary>
/// <param name="Command">The command.</param>
/// <param name="Call">The system call.</param>
/// <param name="Fault">The error that it gets, or <c>KILL</c>.</param>
/// <param name="Number">Which call of that name in its thread, from 1.</param>
internal sealed record FaultPoint(string Command, string Call, string Fault, int Number)
{
    /// <summary>The variable that names one point to repeat.</summary>
    public const string Variable = "SWARM_FAULT_POINT";

    public const string Kill = "KILL";

    public string Injection => Fault == Kill
        ? string.Create(CultureInfo.InvariantCulture, $"inject={Call}:signal=KILL:when={Number}")
        : string.Create(CultureInfo.InvariantCulture, $"inject={Call}:error={Fault}:when={Number}");

    public static FaultPoint Parse(string text) =>
        text.Split(':') is [var command, var call, var fault, var number] ? new FaultPoint(command, call, fault, int.Parse(number, CultureInfo.InvariantCulture)) : throw new FormatException(text);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Command}:{Call}:{Fault}:{Number}");
}
