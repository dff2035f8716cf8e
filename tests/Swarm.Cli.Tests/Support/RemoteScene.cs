using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.Execution.Episodes;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Cli.Tests.Support;

/// <summary>An operator with a store, and a runner that knows nothing of it: two homes on one machine, and an authority that attests.</summary>
internal sealed class RemoteScene : IDisposable
{
    public const string Workflow = "example-builders/swarm/.github/workflows/episode.yml";

    public static readonly string Pin = Workflow + "@" + new string('1', 40);

    private readonly AgeIdentity _runner = AgeIdentity.Create(RandomSource.System);
    private int _count;

    public RemoteScene()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These steps are Unix shell scripts.");
        TrustedRoot = Runner.Write("trusted_root.json", Sigstore.TrustedRoot().Build().ToJsonString());
        Runner.Variables["SWARM_SEALING_KEY"] = Secret;
        Runner.Variables["GITHUB_WORKFLOW_REF"] = Workflow + "@refs/tags/v1";
        Runner.Variables["GITHUB_WORKFLOW_SHA"] = new string('1', 40);
        Runner.Variables["GITHUB_SHA"] = new string('2', 40);
        Runner.Variables["GITHUB_RUN_ID"] = "4711";
        Runner.Variables["RUNNER_ENVIRONMENT"] = "github-hosted";
        Directory.CreateDirectory(OperatorRoot);
        Session = SwarmSession.OpenOrCreate(Options());
    }

    /// <summary>The runner: its processes have a home of their own, which stays empty.</summary>
    public Scene Runner { get; } = new();

    public FakeSigstore Sigstore { get; } = FakeSigstore.Create();

    public string TrustedRoot { get; }

    public string Secret => _runner.ExportSecret();

    public string Recipient => _runner.Recipient.ToString();

    public string OperatorRoot => Runner["operator/root"];

    public SwarmSession Session { get; private set; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SessionOptions Options() => new()
    {
        Root = OperatorRoot,
        CurrentFolder = Runner.Folder,
        ReadVariable = name => name == "SWARM_HOME" ? Runner["operator/home"] : null,
    };

    public static RunRequest Shell(string script, string? node = null, string? label = null) => new()
    {
        Step = new EpisodeStep { Command = ["sh", "-c", script] },
        Node = node is null ? null : new NodeReference(node),
        Label = label,
    };

    public PreparedRun Prepare(RunRequest run, Func<RemoteRunRequest, RemoteRunRequest>? change = null)
    {
        var request = new RemoteRunRequest
        {
            Run = run,
            Backend = "github",
            WorkflowRef = Pin,
            Recipient = Recipient,
            Folder = "outbox",
            AllowUnconfined = true,
        };
        return Session.Remote.Prepare(change?.Invoke(request) ?? request, Cancellation);
    }

    /// <summary>The command line of an episode, and the folder that it fills.</summary>
    public (IReadOnlyList<string> Arguments, string Output) Command(PreparedRun prepared)
    {
        var output = Runner[$"artifacts-{++_count}"];
        var request = Runner.Write($"request-{_count}.age", prepared.SealedRequest);
        string[] bundle = prepared.BundlePath is { } path ? ["--bundle", path] : [];
        return (["episode", "run", "--json", "--request", request, .. bundle, "--output", output], output);
    }

    /// <summary>Executes a request on the runner, and attests what it made.</summary>
    public (string Output, CommandResult Result) Execute(PreparedRun prepared, int exitCode = 0)
    {
        var (arguments, output) = Command(prepared);
        var result = Runner.Run(arguments).Expect(exitCode);
        Attest(output);
        return (output, result);
    }

    public void Attest(string output, FakeIdentity? identity = null)
    {
        var request = new BundleRequest { Artifact = File.ReadAllBytes(Path.Combine(output, "certificate.json")), IsEnvelope = true, Entries = [LogEntryKind.Dsse001] };
        request = identity is null ? request : request with { Identity = identity };
        File.WriteAllText(Path.Combine(output, "certificate.sigstore.json"), Sigstore.Sign(request).Json.ToJsonString());
    }

    public RunInfo Collect(PreparedRun prepared, string folder, Func<CollectRequest, CollectRequest>? change = null)
    {
        var request = new CollectRequest { RunId = prepared.RunId, Folder = folder, TrustedRoot = TrustedRoot };
        return Session.Remote.Collect(change?.Invoke(request) ?? request, Cancellation);
    }

    /// <summary>What a request says, as its runner reads it.</summary>
    public JsonObject Open(PreparedRun prepared) =>
        JsonNode.Parse(AgeDecryptor.Open(Encoding.ASCII.GetBytes(prepared.SealedRequest), [_runner]))!.AsObject();

    /// <summary>A request that was changed after it was made.</summary>
    public PreparedRun Reseal(PreparedRun prepared, Action<JsonObject> change)
    {
        var request = Open(prepared);
        change(request);
        using var output = new MemoryStream();
        using (var age = AgeEncryptor.OpenWrite(output, [_runner.Recipient], RandomSource.System, armored: true))
        {
            age.Write(Encoding.UTF8.GetBytes(request.ToJsonString()));
        }

        return prepared with { SealedRequest = Encoding.ASCII.GetString(output.ToArray()) };
    }

    /// <summary>A whole remote run.</summary>
    public RunInfo Run(RunRequest run, Func<RemoteRunRequest, RemoteRunRequest>? change = null, int exitCode = 0)
    {
        var prepared = Prepare(run, change);
        return Collect(prepared, Execute(prepared, exitCode).Output);
    }

    /// <summary>A collect that is refused with a code leaves the store as it was, and the run pending.</summary>
    public SwarmException Refused(PreparedRun prepared, string folder, ErrorCode code, Func<CollectRequest, CollectRequest>? change = null)
    {
        var (nodes, heads) = (Session.Nodes.List().Count, Session.Nodes.ListHeads().Count);
        var exception = Assert.Throws<SwarmException>(() => Collect(prepared, folder, change));
        Assert.True(exception.ErrorCode == code, $"{exception.Code} and not {code.Name}: {exception.Message}");
        Assert.Equal((nodes, heads), (Session.Nodes.List().Count, Session.Nodes.ListHeads().Count));
        Assert.Equal("pending", Session.Runs.Get(prepared.RunId).Record.Status);
        Assert.Empty(Directory.EnumerateDirectories(Runner["operator/home/work"]));
        return exception;
    }

    /// <summary>A copy of a folder of artifacts in which one file is that of another.</summary>
    public string Swap(string folder, string name, string? from)
    {
        var copy = Runner[$"swapped-{++_count}"];
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        File.Delete(Path.Combine(copy, name));
        if (from is not null)
        {
            File.Copy(Path.Combine(from, name), Path.Combine(copy, name));
        }

        return copy;
    }

    public Swarm.Verification.Verdicts.CertificateVerdict Verify(string node) => Session.Trust.VerifyNode(
        new NodeReference(node), new VerifyRequest { TrustedRoot = TrustedRoot, TrustedWorkflows = [Workflow], Recurse = true, Required = ["attestation", "continuity", "lineage", "signature"] }, Cancellation);

    public void Reopen()
    {
        Session.Dispose();
        Session = SwarmSession.Open(Options());
    }

    public void Dispose()
    {
        Session.Dispose();
        _runner.Dispose();
        Runner.Dispose();
    }
}
