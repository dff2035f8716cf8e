using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;

// One run, or several forks and runs, in a process of its own that a test can kill, measure or start many times:
//   run <root> <label> <node or -> <workspace or -> <state or -> <command>...
//   fork <root> <node> <label> <count>
//   prepare <root> <label> <workflow> <recipient> <folder> <workspace, or - for none> <command>...     gives request.age and bundle.age in the folder
//   collect <root> <run> <folder> <trusted root, or - to waive the attestation>
//   idle
try
{
    switch (args[0])
    {
        case "run":
            await RunAsync();
            break;
        case "fork":
            Fork();
            break;
        case "prepare":
            Prepare();
            break;
        case "collect":
            Collect();
            break;
        default:
            break;
    }

    if (OperatingSystem.IsLinux())
    {
        Console.WriteLine(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)));
    }

    return 0;
}
catch (SwarmException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Code}: {exception.Message}");
    return exception.ExitCode;
}

SwarmSession Open() => SwarmSession.OpenOrCreate(new SessionOptions { Root = args[1], CurrentFolder = Environment.CurrentDirectory });

string? Optional(int index) => string.Equals(args[index], "-", StringComparison.Ordinal) ? null : args[index];

async Task RunAsync()
{
    using var session = Open();
    var request = new RunRequest
    {
        Label = args[2],
        Node = Optional(3) is { } node ? new NodeReference(node) : null,
        Workspace = Optional(4),
        State = Optional(5),
        Step = new EpisodeStep { Command = args[6..] },
    };
    var run = await session.Runs.RunAsync(request, CancellationToken.None);
    Console.WriteLine(run.Record.NodeId);
}

void Prepare()
{
    using var session = Open();
    var prepared = session.Remote.Prepare(
        new RemoteRunRequest
        {
            Run = new RunRequest { Label = args[2], Workspace = Optional(6), Step = new EpisodeStep { Command = args[7..] } },
            Backend = "github",
            WorkflowRef = args[3],
            Recipient = args[4],
            Folder = args[5],
            AllowUnconfined = true,
        },
        CancellationToken.None);
    File.WriteAllText(Path.Combine(args[5], "request.age"), prepared.SealedRequest);
    if (prepared.BundlePath is { } bundle)
    {
        File.Move(bundle, Path.Combine(args[5], "bundle.age"), overwrite: true);
    }

    Console.WriteLine(prepared.RunId);
}

void Collect()
{
    using var session = Open();
    var request = new CollectRequest { RunId = args[2], Folder = args[3], TrustedRoot = Optional(4), WaiveAttestation = Optional(4) is null };
    Console.WriteLine(session.Remote.Collect(request, CancellationToken.None).Record.NodeId);
}

void Fork()
{
    using var session = Open();
    for (var count = int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture); count > 0; count--)
    {
        Console.WriteLine(session.Nodes.Fork(new NodeReference(args[2]), args[3]).Record.NodeId);
    }
}
