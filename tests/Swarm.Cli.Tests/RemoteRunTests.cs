using System.Text.Json.Nodes;
using Swarm.Backends.Remote;
using Swarm.Cli.Tests.Support;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Execution.Confinement;
using Swarm.Execution.Episodes;
using Swarm.Verification.Certificates;

namespace Swarm.Cli.Tests;

/// <summary>Runs that are asked for in one home and executed in another, with nothing but files between them.</summary>
public sealed class RemoteRunTests : IDisposable
{
    private readonly RemoteScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_launch_comes_back_as_a_node_like_any_other()
    {
        var workspace = Path.GetDirectoryName(_scene.Runner.Write("source/input.txt", "brought along"))!;
        var prepared = _scene.Prepare(RemoteScene.Shell("cat input.txt > output.txt; echo logged; printf done > $SWARM_OUTPUT", label: "base") with { Workspace = workspace });
        var pending = _scene.Session.Runs.Get(prepared.RunId).Record;
        Assert.Equal(("pending", "github", null), (pending.Status, pending.Backend, pending.NodeId));
        var executed = _scene.Execute(prepared);
        Assert.Equal(prepared.RunId, executed.Result.Text("run_id"));
        Assert.DoesNotContain("logged", executed.Result.Output + executed.Result.Error, StringComparison.Ordinal);

        var run = _scene.Collect(prepared, executed.Output);
        Assert.Equal((prepared.RunId, "succeeded", "done", "github"), (run.Record.RunId, run.Record.Status, run.Response, run.Record.Backend));
        Assert.True(_scene.Verify("base") is { IsValid: true } verdict, _scene.Verify("base").Reason);
        var certificate = _scene.Session.Trust.Get(new NodeReference("base")).Certificate;
        Assert.Equal(prepared.RequestHash, certificate.RequestHash);
        Assert.Equal((RemoteScene.Pin, new string('2', 40), "github-hosted"), (certificate.Runtime.WorkflowRef, certificate.Runtime.CommitSha, certificate.Runtime.RunnerClass));
        Assert.Equal(["confinement"], certificate.Runtime.Waived!);
        Assert.Equal("none", certificate.Sandbox);
        Assert.NotNull(certificate.Runtime.RunnerKey);
        Assert.Equal(
            ["certificate.dsse.json", "certificate.json", "certificate.sigstore.json", "next_tokens.json", "node.json", "result.json", "run_spec.json"],
            Directory.EnumerateFiles(Path.GetDirectoryName(run.CertificatePath)!).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        Assert.Equal(["logged"], await _scene.Session.Runs.ReadLogAsync(prepared.RunId, follow: false, access: null, RemoteScene.Cancellation).ToListAsync(RemoteScene.Cancellation));

        // Resumed and forked locally, as any node.
        _scene.Session.Nodes.Fork(new NodeReference("base"), "side");
        var local = await _scene.Session.Runs.RunAsync(RemoteScene.Shell("cat output.txt > $SWARM_OUTPUT", "side"), RemoteScene.Cancellation);
        Assert.Equal("brought along", local.Response);
        Assert.True(_scene.Session.Trust.VerifyNode(new NodeReference("side"), new() { Required = ["continuity", "parent", "signature"] }, RemoteScene.Cancellation).IsValid);
        Assert.Equal(string.Empty, string.Join("\n", _scene.Session.Maintenance.Check(null, RemoteScene.Cancellation).Problems));
    }

    [Fact]
    public void Steps_are_chained_across_runners_and_their_state_is_carried()
    {
        const string Count = "python3 -c \"import os,sqlite3; c=sqlite3.connect(os.environ['SWARM_STATE']); c.execute('create table if not exists t(n)'); c.execute('insert into t values(1)'); c.commit()\"";
        Assert.SkipUnless(File.Exists("/usr/bin/python3") || File.Exists("/usr/local/bin/python3"), "python3 is not here.");
        _scene.Run(RemoteScene.Shell(Count, label: "base"));
        var second = _scene.Run(RemoteScene.Shell(Count, "base"));
        Assert.Equal(1, second.RatchetStep);
        Assert.Equal(2L, _scene.Session.States.Query(new NodeReference("base"), "select count(*) from t", null, null, RemoteScene.Cancellation).Single().Values[0]);
        var verdict = _scene.Verify("base");
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.NotNull(_scene.Session.Trust.Get(new NodeReference("base")).Certificate.ParentState.BundleSha256);
    }

    [Fact]
    public void Three_forks_run_on_three_runners()
    {
        _scene.Run(RemoteScene.Shell("echo base > file", label: "base"));
        string[] labels = ["careful", "bold", "wild"];
        var prepared = labels.Select(label =>
        {
            _scene.Session.Nodes.Fork(new NodeReference("base"), label);
            return _scene.Prepare(RemoteScene.Shell("echo $SWARM_LABEL >> file; cat file > $SWARM_OUTPUT", label));
        }).ToArray();
        foreach (var (label, run) in labels.Zip(prepared).Reverse())
        {
            var collected = _scene.Collect(run, _scene.Execute(run).Output);
            Assert.Equal(("fork", $"base\n{label}"), (collected.Record.Operation, collected.Response));
            Assert.True(_scene.Verify(label).IsValid, _scene.Verify(label).Reason);
        }

        Assert.Equal(3, _scene.Session.Nodes.List().Count(node => node.Record.RatchetStep == 1));
    }

    [Fact]
    public void A_step_that_fails_comes_back_as_a_node_too()
    {
        var run = _scene.Run(RemoteScene.Shell("echo kept > file; exit 3", label: "base"), exitCode: 7);
        Assert.Equal(("step_failed", 3), (run.Record.Status, run.Record.ExitCode));
        Assert.Equal("STEP_FAILED", Assert.Single(run.Errors).Code);
        Assert.True(_scene.Verify("base").IsValid);
    }

    [Fact]
    public void A_run_keeps_its_policy_and_its_replay_block()
    {
        var policy = _scene.Runner.Write("policy.json", """{"type":"swarm-policy-v1","limits":{"run_time_seconds":60},"required":["run_time"]}""");
        var run = _scene.Run(RemoteScene.Shell("true", label: "base") with { Policy = policy, ValidFor = TimeSpan.FromMinutes(5) });
        var certificate = _scene.Session.Trust.Get(new NodeReference("base")).Certificate;
        Assert.Equal(["run_time"], certificate.Policy!.Enforced);
        Assert.NotNull(certificate.Replay);
        Assert.Equal(File.ReadAllBytes(policy), File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(run.CertificatePath)!, "policy.json")));

        // The next run from it is made under the same policy without being told.
        Assert.NotNull(_scene.Session.Remote.Get(_scene.Prepare(RemoteScene.Shell("true", "base")).RunId).Policy);
    }

    [Fact]
    public void Only_a_pinned_workflow_is_asked_and_only_that_one_executes()
    {
        var refusals = new Dictionary<string, ErrorCode>
        {
            [string.Empty] = ErrorCode.WorkflowRefRequired,
            ["swarm"] = ErrorCode.WorkflowRefInvalid,
            [RemoteScene.Workflow + "@main"] = ErrorCode.WorkflowRefUnpinned,
            [RemoteScene.Workflow + "@" + new string('A', 40)] = ErrorCode.WorkflowRefUnpinned,
        };
        foreach (var (reference, code) in refusals)
        {
            Assert.Equal(code, Assert.Throws<SwarmException>(() => _scene.Prepare(RemoteScene.Shell("true"), request => request with { WorkflowRef = reference })).ErrorCode);
        }

        Assert.Equal(ErrorCode.SpecInvalid, Assert.Throws<SwarmException>(() => _scene.Prepare(RemoteScene.Shell("true") with { Seed = new byte[16] })).ErrorCode);
        Assert.Equal(ErrorCode.SpecInvalid, Assert.Throws<SwarmException>(() => _scene.Prepare(RemoteScene.Shell("echo " + new string('x', 60_000)))).ErrorCode);
        Assert.Empty(_scene.Session.Runs.List());

        var (arguments, output) = _scene.Command(_scene.Prepare(RemoteScene.Shell("true")));
        _scene.Runner.Run([.. arguments, "--workflow-ref", "example/other/.github/workflows/episode.yml@" + new string('1', 40)]).ExpectError(2, "WORKFLOW_REF_INVALID");
        _scene.Runner.Run([.. arguments, "--workflow-sha", new string('3', 40)]).ExpectError(2, "WORKFLOW_REF_UNPINNED");
        _scene.Runner.Run([.. arguments, "--workflow-ref", RemoteScene.Workflow + "@" + new string('3', 40)]).ExpectError(2, "WORKFLOW_REF_UNPINNED");
        _scene.Runner.Run([.. arguments, "--runner-class", "mine"]).ExpectError(2, "SPEC_INVALID");
        _scene.Runner.Variables.Remove("GITHUB_WORKFLOW_REF");
        _scene.Runner.Run(arguments).ExpectError(2, "WORKFLOW_REF_REQUIRED");
        Assert.Equal(["error.json"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName));
    }

    [Fact]
    public void A_runner_opens_only_what_is_sealed_to_it_and_whole()
    {
        _scene.Run(RemoteScene.Shell("true", label: "base"));
        var prepared = _scene.Prepare(RemoteScene.Shell("true", "base"));
        var (arguments, output) = _scene.Command(prepared);
        var other = _scene.Runner.Write("other.txt", Cryptography.Age.AgeIdentity.Create(Core.Randomness.RandomSource.System).ExportSecret());
        _scene.Runner.Run([.. arguments, "--identity", other]).ExpectError(2, "SEAL_INVALID");
        _scene.Runner.Run([.. arguments.Where(argument => argument != "--bundle" && argument != prepared.BundlePath)]).ExpectError(4, "ARTIFACT_MISSING_BUNDLE");
        var bytes = File.ReadAllBytes(prepared.BundlePath!);
        bytes[^1] ^= 1;
        File.WriteAllBytes(prepared.BundlePath!, bytes);
        _scene.Runner.Run(arguments).ExpectError(4, "ARTIFACT_BUNDLE_INVALID");
        _scene.Runner.Variables.Remove("SWARM_SEALING_KEY");
        _scene.Runner.Run(arguments).ExpectError(2, "KEY_INVALID");
        Assert.Equal(["error.json"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName));
    }

    [Fact]
    public void A_request_that_is_not_understood_or_does_not_fit_together_is_refused()
    {
        _scene.Run(RemoteScene.Shell("true", label: "base"));
        var earlier = _scene.Prepare(RemoteScene.Shell("true", "base"));
        _scene.Run(RemoteScene.Shell("true", "base"));
        var prepared = _scene.Prepare(RemoteScene.Shell("true", "base"));
        foreach (var (change, exitCode, code) in new (Action<JsonObject>, int, string)[]
        {
            (request => request["new_rule"] = true, 2, "SCHEMA_INVALID"),
            (request => request["spec"]!["new_rule"] = true, 2, "SCHEMA_INVALID"),
            (request => request["bundle"]!["new_rule"] = true, 2, "SCHEMA_INVALID"),
            (request => request.Remove("allow_unconfined"), 2, "SCHEMA_INVALID"),
            (request => request["type"] = "swarm-episode-request-v2", 2, "SCHEMA_INVALID"),
            (request => request["run_id"] = "../run", 2, "SCHEMA_INVALID"),
            (request => request["spec"]!["deterministic"] = true, 2, "SCHEMA_INVALID"),
            (request => request["spec"]!["parent_node_id"] = null, 2, "SCHEMA_INVALID"),
            (request => request["spec"]!["policy_sha256"] = "sha256:" + new string('0', 64), 2, "SCHEMA_INVALID"),
            (request => request["bundle"] = null, 2, "SCHEMA_INVALID"),
            (request => request["spec"]!["route_mode"] = "client_exit", 2, "SCHEMA_INVALID"),
            (request => request["bundle"]!["size"] = 1, 4, "ARTIFACT_BUNDLE_INVALID"),

            // The next step with the previous token, and with one of the other kind.
            (request => request["parent"] = _scene.Open(earlier)["parent"]!.DeepClone(), 2, "SCHEMA_INVALID"),
            (request => request["parent"]!["state_cap"] = _scene.Open(earlier)["parent"]!["state_cap"]!.DeepClone(), 6, "CAPABILITY_INVALID"),
            (request => request["parent"]!["net_cap"] = _scene.Open(earlier)["parent"]!["net_cap"]!.DeepClone(), 6, "CAPABILITY_INVALID"),
            (request => request["parent"]!["net_cap"] = request["parent"]!["state_cap"]!.DeepClone(), 6, "CAPABILITY_INVALID"),
        })
        {
            _scene.Runner.Run(_scene.Command(_scene.Reseal(prepared, change)).Arguments).ExpectError(exitCode, code);
        }

        // The previous state with the next token.
        _scene.Runner.Run(_scene.Command(_scene.Reseal(prepared with { BundlePath = earlier.BundlePath }, request => request["bundle"] = _scene.Open(earlier)["bundle"]!.DeepClone())).Arguments)
            .ExpectError(6, "CAPABILITY_INVALID");
        Assert.Equal("succeeded", _scene.Collect(prepared, _scene.Execute(prepared).Output).Record.Status);
    }

    [Fact]
    public void A_step_that_nothing_confines_needs_a_waiver()
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("true") with { Sandbox = SandboxModes.None }, request => request with { AllowUnconfined = false });
        _scene.Runner.Run(_scene.Command(prepared).Arguments).ExpectError(6, "SANDBOX_UNAVAILABLE");
    }

    [Fact]
    public void A_run_without_a_waiver_is_confined_on_the_runner()
    {
        Assert.SkipWhen(ConfinementSupport.Find().Obstacle is not null, $"No step can be confined here: {ConfinementSupport.Find().Obstacle}");
        var run = RemoteScene.Shell("env | grep -c -i -E 'token|sealing' > $SWARM_OUTPUT; true");
        var prepared = _scene.Prepare(run, request => request with { AllowUnconfined = false });
        var collected = _scene.Collect(prepared, _scene.Execute(prepared).Output);
        Assert.Equal(("succeeded", "0"), (collected.Record.Status, collected.Response!.Trim()));
        var certificate = CertificateDocument.Read(File.ReadAllBytes(collected.CertificatePath!));
        Assert.StartsWith("linux-namespaces", certificate.Sandbox, StringComparison.Ordinal);
        Assert.Null(certificate.Runtime.Waived);
        Assert.Equal(NetworkEnforcement.Namespace, certificate.Network!.Enforcement);
        Assert.Empty(_scene.Session.Runs.ReadReceipts(prepared.RunId));
    }

    [Fact]
    public void An_episode_that_fails_itself_tells_its_operator_why_and_nobody_else()
    {
        // Before contents are in the open, the reason is too.
        var prepared = _scene.Prepare(RemoteScene.Shell("true") with { Sandbox = SandboxModes.None }, request => request with { AllowUnconfined = false });
        var (arguments, output) = _scene.Command(prepared);
        var shown = _scene.Runner.Run(arguments).ExpectError(6, "SANDBOX_UNAVAILABLE");
        var error = Assert.Single(_scene.Session.Remote.ReadError(prepared.RunId, output)!);
        Assert.Equal(("SANDBOX_UNAVAILABLE", "policy_violation"), (error.Code, error.Category));
        Assert.Contains(error.Message, shown.Error, StringComparison.Ordinal);
        Assert.Equal("episode_error", _scene.Runner.Run("schema", "validate", "--json", Path.Combine(output, "error.json")).Expect(0).Text("type"));

        // A step that is not there is named in the message, and a name may tell of the workspace.
        const string Secret = "no-such-program-of-the-canary";
        var hidden = _scene.Prepare(RemoteScene.Shell("true") with { Step = new EpisodeStep { Command = [Secret] } });
        (arguments, output) = _scene.Command(hidden);
        var summary = _scene.Runner["summary.md"];
        var result = _scene.Runner.Run([.. arguments, "--verbose", "--summary", summary]).Expect(2);
        Assert.Contains("STEP_NOT_STARTED", result.Error, StringComparison.Ordinal);
        var file = File.ReadAllText(Path.Combine(output, "error.json"));
        Assert.DoesNotContain(Secret, result.Error + result.Output + file + File.ReadAllText(summary), StringComparison.Ordinal);
        Assert.Contains("STEP&#95;NOT&#95;STARTED", File.ReadAllText(summary), StringComparison.Ordinal);
        error = Assert.Single(_scene.Session.Remote.ReadError(hidden.RunId, output)!);
        Assert.Equal("STEP_NOT_STARTED", error.Code);
        Assert.Contains(Secret, error.Message, StringComparison.Ordinal);

        // Where the output may be shown, so may the reason.
        var open = _scene.Prepare(RemoteScene.Shell("true") with { Step = new EpisodeStep { Command = [Secret] } }, request => request with { EchoOutput = true });
        Assert.Contains(Secret, _scene.Runner.Run(_scene.Command(open).Arguments).ExpectError(2, "STEP_NOT_STARTED").Error, StringComparison.Ordinal);

        // Anybody may have written the file.
        Assert.Null(_scene.Session.Remote.ReadError(hidden.RunId, _scene.Runner.Root));
        foreach (var (from, to) in new[]
        {
            (hidden.RunId, prepared.RunId), ("swarm-episode-error-v1", "swarm-result-v1"), ("-----BEGIN AGE", "-----BEGUN AGE"), ("{\"errors\"", "{\"critical_rule\":1,\"errors\""),
        })
        {
            Assert.Contains(from, file, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(output, "error.json"), file.Replace(from, to, StringComparison.Ordinal));
            Assert.Equal(ErrorCode.ArtifactResultInvalid, Assert.Throws<SwarmException>(() => _scene.Session.Remote.ReadError(hidden.RunId, output)).ErrorCode);
        }
    }

    [Fact]
    public void A_pending_run_is_shown_and_can_be_closed()
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("true", label: "base"));
        var reference = new BackendReference
        {
            Backend = "github",
            Host = "github.com",
            Project = "example-builders/swarm",
            WorkflowRef = RemoteScene.Pin,
            DispatchedRef = "refs/heads/main",
            RunId = 4711,
            WebAddress = "https://github.com/example-builders/swarm/actions/runs/4711",
        };
        _scene.Session.Remote.SetReference(prepared.RunId, reference);
        _scene.Reopen();
        Assert.Equal(reference, BackendReference.Parse(_scene.Session.Remote.Get(prepared.RunId).Reference!.Value));
        Assert.Equal(reference.WebAddress, _scene.Session.Runs.Get(prepared.RunId).WebAddress);
        Assert.Equal("pending", Assert.Single(_scene.Session.Runs.List()).Record.Status);
        var closed = _scene.Session.Remote.Close(prepared.RunId, RunStatus.Cancelled, ErrorCode.Cancelled, "It was cancelled.");
        Assert.Equal("cancelled", closed.Record.Status);
        var output = _scene.Execute(prepared).Output;
        Assert.Equal(ErrorCode.SpecInvalid, Assert.Throws<SwarmException>(() => _scene.Collect(prepared, output)).ErrorCode);
    }

    [Fact]
    public void A_lost_catalog_is_rebuilt_with_its_pending_and_collected_runs()
    {
        var collected = _scene.Run(RemoteScene.Shell("true", label: "base"));
        var prepared = _scene.Prepare(RemoteScene.Shell("true", "base"));
        var options = _scene.Options();
        _scene.Session.Dispose();
        File.Delete(Path.Combine(_scene.OperatorRoot, ".swarm", "catalog.sqlite"));
        Engine.Maintenance.MaintenanceService.Repair(options, new(), null, RemoteScene.Cancellation);
        _scene.Reopen();
        Assert.Equal("github", _scene.Session.Runs.Get(collected.Record.RunId).Record.Backend);
        Assert.Equal(collected.Record.NodeId, _scene.Session.Runs.Get(collected.Record.RunId).Record.NodeId);
        Assert.Equal("succeeded", _scene.Collect(prepared, _scene.Execute(prepared).Output).Record.Status);
    }
}
