using System.Diagnostics;
using System.Globalization;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Confinement;

/// <summary>
/// One confined step's start: the command that makes the namespaces, the plan for the supervisor inside, and the talk with it
/// until the step may start. What cannot be set up or proven ends in <c>SANDBOX_UNAVAILABLE</c>, and nothing is started.
/// </summary>
internal sealed class ConfinedLaunch : IDisposable
{
    // Where bubblewrap shows the supervisor what unshare leaves it to find.
    private const string InnerFolder = "/run/swarm";

    private const int MostSocketPath = 107;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StepConfinement _confinement;
    private readonly string _program;
    private readonly string _folder;
    private readonly Canary _canary;
    private readonly SupervisorChannel _channel;
    private readonly MountPlan _plan;
    private readonly string _workingFolder;
    private readonly ConfinementMethod _method;

    private string? _pidNamespace;

    private ConfinedLaunch(
        string folder, StepCommand command, ResolvedProgram program, StepOptions options, ConfinementMethod method, string host)
    {
        (_folder, _method, _program, _workingFolder) = (folder, method, command.Program, command.WorkingDirectory);
        _confinement = options.Confinement!;
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        var channel = Directory.CreateDirectory(Path.Combine(folder, "channel")).FullName;
        _plan = MountPlan.Create(command, program, options, host, files);
        _canary = new Canary(folder);
        _channel = new SupervisorChannel(Path.Combine(channel, "c"));
        Environment = EnvironmentBlock.Write(ConfinedEnvironment.Adjust(command.Environment, _plan.Home));
    }

    /// <summary>The step's environment.</summary>
    public byte[] Environment { get; }

    /// <summary>Plans a start.</summary>
    /// <param name="command">The step.</param>
    /// <param name="program">Its program.</param>
    /// <param name="options">Within what it runs.</param>
    /// <param name="start">The start of the supervisor, which becomes one inside.</param>
    /// <exception cref="SwarmException">The step cannot be confined as asked (<c>SANDBOX_UNAVAILABLE</c>).</exception>
    public static ConfinedLaunch Prepare(StepCommand command, ResolvedProgram program, StepOptions options, ProcessStartInfo start)
    {
        var method = ConfinementSupport.Find().Require(options.Confinement!.Method);
        var folder = CreateFolder();
        try
        {
            var launch = new ConfinedLaunch(folder, command, program, options, method, start.FileName);
            launch.Wrap(start);
            return launch;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The plan as the supervisor reads it: fields, each ended by NUL, and an empty one.</summary>
    public byte[] WritePlan()
    {
        string[] head =
        [
            NamespaceCommand.NameOf(_method),
            _method == ConfinementMethod.Unshare ? _channel.Path : $"{InnerFolder}/channel/c",
            _workingFolder,
            Number(_confinement.NetworkReady is null ? 0 : StepConfinement.ProxyPort),
            Number(_confinement.ProcessLimit ?? 0),
            MountPlan.HostName,
            Number(_canary.TcpPort),
            Number(_canary.UdpPort),
            Number(_canary.Tcp6Port),
            _canary.AbstractName,
            _canary.UnixPath,
        ];
        return Encoding.UTF8.GetBytes(string.Concat(head.Concat(_plan.ToFields()).Select(field => field + '\0')) + '\0');
    }

    /// <summary>Talks with the supervisor until the step may start, and has it start.</summary>
    /// <param name="exit">The end of the supervisor.</param>
    /// <param name="diagnostic">What was said on standard error.</param>
    /// <param name="cancellationToken">The step is no longer wanted.</param>
    /// <returns>What was observed.</returns>
    /// <exception cref="SwarmException">The step is not confined as asked, and was not started (<c>SANDBOX_UNAVAILABLE</c>).</exception>
    /// <exception cref="OperationCanceledException">It is no longer wanted; it was not started.</exception>
    public async Task<ConfinementReport> EstablishAsync(Task exit, Task<string> diagnostic, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var accept = _channel.AcceptAsync(patience.Token);
            if (await Task.WhenAny(accept, exit) == exit)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw NotConfined(Said(await diagnostic.WaitAsync(patience.Token)));
            }

            await accept;
            await _channel.SendAsync('b', patience.Token);
            var line = await _channel.ReadLineAsync(patience.Token);
            if (line is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw NotConfined(Said(await diagnostic.WaitAsync(patience.Token)));
            }

            var report = Judge(line);
            HandOver();
            await _channel.SendAsync('g', patience.Token);
            return report;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotConfined(FormattableString.Invariant($"its supervisor did not answer within {Patience.TotalSeconds} s"));
        }
        catch (System.Net.Sockets.SocketException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NotConfined(exception.Message);
        }
    }

    /// <summary>Reads what the supervisor says from then on, to its end.</summary>
    /// <returns>The last that it said; null where it said nothing.</returns>
    public async Task<SupervisorReport?> ReadReportAsync()
    {
        SupervisorReport? report = null;
        while (await _channel.ReadLineAsync() is { } line)
            report = SupervisorReport.Parse(Encoding.UTF8.GetBytes(line));

        return report;
    }

    /// <summary>Ends the talk: a supervisor that waits for leave to start the step gets none.</summary>
    public void HangUp() => _channel.Dispose();

    /// <summary>
    /// Waits for the end of all that is in the step's PID namespace, whose first process was killed: the kernel ends the others.
    /// </summary>
    public async Task WaitForNamespaceAsync()
    {
        for (var end = DateTime.UtcNow + Patience; _pidNamespace is { } name && DateTime.UtcNow < end && NamespaceNames.HasMembers(name);)
            await Task.Delay(10);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _canary.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // It holds two empty sockets at most; the system's temporary folder is cleaned some day.
        }
    }

    private void Wrap(ProcessStartInfo start)
    {
        var (host, arguments) = (start.FileName, start.ArgumentList.ToList());
        var mounts = _plan.Entries;
        if (_method == ConfinementMethod.Bubblewrap)
        {
            var assembly = SupervisorLauncher.Assembly;
            var settings = Path.ChangeExtension(assembly, ".runtimeconfig.json");
            string[] shown = [assembly, settings];
            var inner = shown
                .Where(File.Exists)
                .Select(path => new MountEntry(MountKind.ReadOnly, $"{InnerFolder}/{Path.GetFileName(path)}", path))
                .Append(new MountEntry(MountKind.ReadOnly, $"{InnerFolder}/channel", Path.GetDirectoryName(_channel.Path)!));
            var isLock = mounts.ToLookup(entry => entry.Kind == MountKind.Lock);
            mounts = isLock[false].Concat(inner).Concat(isLock[true]);
            var innerAssembly = $"{InnerFolder}/{Path.GetFileName(assembly)}";
            arguments = [.. arguments.Select(text => string.Equals(text, assembly, StringComparison.Ordinal) ? innerAssembly : text)];
            if (start.Environment.ContainsKey(SupervisorLauncher.StartupHooks))
                start.Environment[SupervisorLauncher.StartupHooks] = innerAssembly;

            start.Environment["HOME"] = _plan.Home;
            start.Environment["TMPDIR"] = "/tmp";
        }

        start.Environment["PATH"] = "/usr/bin:/bin";
        var command = NamespaceCommand.Start(_method);
        start.FileName = command[0];
        start.ArgumentList.Clear();
        foreach (var argument in command.Skip(1).Concat(NamespaceCommand.Arguments(_method, mounts)).Append(host).Concat(arguments))
            start.ArgumentList.Add(argument);
    }

    private ConfinementReport Judge(string line)
    {
        var observed = SandboxObservation.Parse(line);
        if (observed.Error is { } error)
            throw NotConfined(error);

        if (_canary.Heard() is { } heard)
            throw NotConfined($"a listener of the host received {heard} from inside");

        var apart = NamespaceNames.All.Where(kind => IsApart(observed, kind)).ToList();
        if (NamespaceNames.Needed.Except(apart, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw NotConfined($"its {missing} namespace is the host's");

        _pidNamespace = observed.Namespaces["pid"];
        return new ConfinementReport(
            _method, apart, _confinement.NetworkReady is not null, _confinement.ProcessLimit, observed.ProcessBound);
    }

    private static bool IsApart(SandboxObservation observed, string kind) =>
        observed.Namespaces.TryGetValue(kind, out var name) && !string.Equals(name, NamespaceNames.Own(kind), StringComparison.Ordinal);

    // The step starts only when somebody stands behind its network.
    private void HandOver()
    {
        var socket = _channel.TakeSocket();
        if (_confinement.NetworkReady is not { } ready)
        {
            socket?.Dispose();
            return;
        }

        ready(socket ?? throw NotConfined("its network's socket did not come out of the namespace"));
    }

    private SwarmException NotConfined(string reason) =>
        ConfinementSupport.Unavailable($"The step '{_program}' could not be confined by {NamespaceCommand.NameOf(_method)}: {reason}");

    private static string Said(string diagnostic)
    {
        var text = diagnostic.ReplaceLineEndings(" ").Trim();
        return text.Length > 0 ? text : "its supervisor ended without a word";
    }

    private static string CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("swarm-").FullName;
        if (folder.Length + "/channel/c".Length <= MostSocketPath)
            return folder;

        Directory.Delete(folder);
        throw ConfinementSupport.Unavailable(
            $"The temporary folder's path '{Path.GetTempPath()}' is too long for a socket. Set TMPDIR to a shorter one");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
