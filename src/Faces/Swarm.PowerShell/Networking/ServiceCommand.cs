using System.Diagnostics;
using System.Management.Automation;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Networking;

/// <summary>What the cmdlets share that start a service: in a process of its own, which goes on after this session, or here until it is stopped.</summary>
public abstract class ServiceCommand : SwarmCommand
{
    private const string DetachedVariable = "SWARM_DETACHED";
    private const char FieldEnd = '\u001f';

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Keys that count beside the user's own and those that are trusted with the role Ticket: 'ed25519:' and base 64.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("OperatorKey", "Key")]
    [ArgumentCompleter(typeof(PublicKeyCompleter))]
    public string[]? TrustedKey { get; set; }

    /// <summary>How long connections may go on when it is stopped, as a TimeSpan or a number of seconds: 30 seconds by default, and none after Ctrl+C with -Foreground.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Grace { get; set; }

    /// <summary>Serves in this session, and ends with it or with Ctrl+C: for a container, a service manager, or to watch.</summary>
    [Parameter]
    public SwitchParameter Foreground { get; set; }

    /// <summary>How long connections may go on. Ctrl+C wants an end at once, unless it was given.</summary>
    /// <param name="usual">The time of a service in the background.</param>
    private protected TimeSpan GraceOr(TimeSpan usual) => Grace ?? (Foreground && !IsDetached ? TimeSpan.Zero : usual);

    /// <summary>Whether this is the background process, which leaves the terminal that it was started from.</summary>
    private protected static bool IsDetached => Environment.GetEnvironmentVariable(DetachedVariable) is not null;

    /// <summary>Serves here until the command is stopped, and tells once it serves.</summary>
    /// <param name="run">Serves.</param>
    /// <param name="write">Writes the object, on the pipeline's thread.</param>
    private protected void ServeHere(Func<Action<NetworkService>, CancellationToken, Task> run, Action<NetworkService> write)
    {
        var begun = new TaskCompletionSource<NetworkService>(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = Task.Run(() => run(begun.SetResult, Cancellation));
        if (Task.WaitAny(serving, begun.Task) == 1)
        {
            write(begun.Task.Result);
        }

        serving.GetAwaiter().GetResult();
    }

    /// <summary>Starts this cmdlet in a PowerShell of its own, and waits until it serves.</summary>
    /// <param name="kind">What it starts.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="arguments">The parameters, with whole paths.</param>
    private protected NetworkService ServeBehind(NetworkServiceKind kind, string name, IReadOnlyList<(string Name, object? Value)> arguments)
    {
        var options = MakeOptions();
        using var process = System.Diagnostics.Process.Start(Compose(options, arguments)) ?? throw new SwarmException(ErrorCode.Unexpected, "The process of the service could not be started.");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        for (var waited = TimeSpan.Zero; waited < StartPatience; waited += Interval)
        {
            if (process.HasExited)
            {
                throw ReadFailure(errors.GetAwaiter().GetResult());
            }

            if (NetworkServices.Find(options, kind, name) is { } service && service.ProcessId == process.Id)
            {
                return service;
            }

            if (Cancellation.WaitHandle.WaitOne(Interval))
            {
                break;
            }
        }

        process.Kill(entireProcessTree: true);
        Cancellation.ThrowIfCancellationRequested();
        throw new SwarmException(ErrorCode.RouteUnavailable, $"The service '{name}' did not begin to serve within {StartPatience.TotalSeconds:0} seconds: use -Foreground to see why.");
    }

    private ProcessStartInfo Compose(SessionOptions options, IReadOnlyList<(string Name, object? Value)> arguments)
    {
        var call = new StringBuilder($"$ErrorActionPreference = 'Stop'; try {{ Import-Module {BackgroundShell.Quote(BackgroundShell.FindModule(this))}; {MyInvocation.MyCommand.Name} -Foreground");
        foreach (var (name, value) in arguments.Append(("TrustedKey", TrustedKey)).Append(("Grace", Grace?.TotalSeconds)).Where(argument => argument.Value is not null))
        {
            call.Append($" -{name} {string.Join(", ", (value as IEnumerable<string> ?? [Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!]).Select(BackgroundShell.Quote))}");
        }

        call.Append($" | Out-Null }} catch {{ [Console]::Error.Write(\"$($_.Exception.Code){FieldEnd}$($_.Exception.Message)\"); exit 1 }}");
        var shell = BackgroundShell.Compose(options, call.ToString(), "use -Foreground");
        var start = new ProcessStartInfo(shell.Program, shell.Arguments)
        {
            WorkingDirectory = options.CurrentFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment[DetachedVariable] = "1";
        return start;
    }

    private static SwarmException ReadFailure(string errors) => errors.Split(FieldEnd) is [var code, var message]
        ? new SwarmException(ErrorCode.Find(code), message)
        : new SwarmException(ErrorCode.Unexpected, $"The service's process ended before it served: {errors.Trim()}");
}
