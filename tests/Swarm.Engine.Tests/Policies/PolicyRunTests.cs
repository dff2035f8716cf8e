using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Bundles;
using Swarm.Engine.Nodes;
using Swarm.Engine.Policies;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;
using Swarm.Storage.Nodes;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Tests.Policies;

/// <summary>Policies bind runs, go on with nodes, and end what breaks them.</summary>
public sealed class PolicyRunTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_certificate_the_request_and_the_node_hold_exactly_the_policys_bytes()
    {
        Scene.NeedUnix();
        var policy = _scene.WritePolicy("\"route_mode\":\"direct\",\"sandbox\":\"none\",\"allowed_hosts\":[\"localhost\"],\"limits\":{\"run_time_seconds\":60}");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, "true"));
        var certificate = PolicyScene.Certificate(run);
        Assert.Equal(Digest.Compute(File.ReadAllBytes(policy)), certificate.Policy!.PolicyHash);
        Assert.Equal((ContractTypes.Policy, "policy.json"), (certificate.Policy.SchemaVersion, certificate.Policy.PolicyRef));
        Assert.Equal([PolicyRules.Hosts], certificate.Policy.Unenforced!);
        Assert.Equal(File.ReadAllBytes(policy), File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.Policy)));
        var spec = StrictJson.Parse(File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.RunSpec)), ContractJson.Default.RunSpec, "spec");
        Assert.Equal(certificate.Policy.PolicyHash, spec.PolicySha256);
        Assert.Equal(60, spec.TimeoutSeconds);
        Assert.True(PolicyTest.Run(_scene.Options(), policy, run.CertificatePath, []).IsValid);
        var other = PolicyTest.Run(_scene.Options(), _scene.WritePolicy(string.Empty, "other.json"), run.CertificatePath, []);
        Assert.Equal("POLICY_HASH_MISMATCH", other.Error!.Code);
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_policy_goes_where_the_certificate_goes_and_is_verified_there()
    {
        Scene.NeedUnix();
        var policy = _scene.WritePolicy("\"limits\":{\"retries\":1}");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, "true"));
        var node = new NodeReference(run.Record.NodeId!);
        var required = new VerifyRequest { Required = [CheckNames.Policy] };
        Assert.True(_scene.Session.Trust.VerifyNode(node, required with { PolicyFile = policy }, Scene.Cancellation).IsValid);
        Assert.True(_scene.Session.Trust.VerifyNode(node, required, Scene.Cancellation).IsValid);
        var other = _scene.WritePolicy("\"limits\":{\"retries\":2}", "other.json");
        Assert.Equal(ErrorCode.PolicyHashMismatch, _scene.Session.Trust.VerifyNode(node, required with { PolicyFile = other }, Scene.Cancellation).ErrorCode);

        _scene.Session.Trust.Export(node, "shown", recurse: false, Scene.Cancellation);
        var shown = Path.Combine("shown", NodeFiles.Certificate);
        Assert.True(CertificateFiles.Verify(_scene.Options(), shown, attestation: null, required, Scene.Cancellation).IsValid);

        // The same operator's other store takes the node in with its policy, and goes on under it.
        await _scene.Session.Bundles.ExportAsync(node, new ExportBundleRequest { Destination = "node.bundle" }, Scene.Cancellation);
        var tokens = _scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.NextTokens);
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "other-root"));
        using var elsewhere = SwarmSession.OpenOrCreate(_scene.Options() with { Root = Path.Combine(_scene.Folder, "other-root") });
        var import = new ImportBundleRequest { Path = "node.bundle", NextTokensPath = tokens, CertificatePath = shown };
        await elsewhere.Bundles.ImportAsync(import, Scene.Cancellation);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => elsewhere.Runs.RunAsync(new RunRequest { Node = node, Retries = 2, Step = Scene.Shell("true") }, Scene.Cancellation));
        Assert.Equal(ErrorCode.PolicyDenied, refused.ErrorCode);
        Assert.Equal("succeeded", (await elsewhere.Runs.RunAsync(new RunRequest { Node = node, Step = Scene.Shell("true") }, Scene.Cancellation)).Record.Status);

        File.Copy(other, Path.Combine(_scene.Folder, "shown", NodeFiles.Policy), overwrite: true);
        Assert.Equal(ErrorCode.PolicyHashMismatch, (await Assert.ThrowsAsync<SwarmException>(() => elsewhere.Bundles.ImportAsync(import, Scene.Cancellation))).ErrorCode);
    }

    [Fact]
    public async Task A_resume_and_a_fork_keep_the_policy_until_another_is_named()
    {
        Scene.NeedUnix();
        var first = await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy("\"limits\":{\"retries\":0}"), "true") with { Label = "base" });
        var hash = PolicyScene.Certificate(first).Policy!.PolicyHash;
        var next = await _scene.ResumeAsync("base", "true");
        Assert.Equal(hash, PolicyScene.Certificate(next).Policy!.PolicyHash);
        _scene.Session.Nodes.Fork(new NodeReference(next.Record.NodeId!), "side");
        await _scene.RefusedAsync(new RunRequest { Node = new("side"), Retries = 1, Step = Scene.Shell("true") }, ErrorCode.PolicyDenied);
        var side = await _scene.ResumeAsync("side", "true");
        Assert.Equal(hash, PolicyScene.Certificate(side).Policy!.PolicyHash);
        Assert.Equal("policy.json", PolicyScene.Certificate(side).Policy!.PolicyRef);
        var free = await _scene.RunAsync(new RunRequest { Node = new("side"), Retries = 1, Policy = _scene.WritePolicy(string.Empty, "free.json"), Step = Scene.Shell("true") });
        Assert.NotEqual(hash, PolicyScene.Certificate(free).Policy!.PolicyHash);
        Assert.Null(PolicyScene.Certificate(await _scene.LaunchAsync("true", "other")).Policy);
        _scene.AssertSound();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_that_was_tampered_with_or_is_gone_ends_the_run_and_is_found_by_a_check(bool remove)
    {
        Scene.NeedUnix();
        var run = await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy("\"limits\":{\"retries\":0}"), "true") with { Label = "base" });
        var file = _scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.Policy);
        if (remove)
        {
            File.Delete(file);
        }
        else
        {
            File.AppendAllText(file, " ");
        }

        await _scene.RefusedAsync(new RunRequest { Node = new("base"), Step = Scene.Shell("true") }, ErrorCode.PolicyHashMismatch);
        Assert.Contains(_scene.Session.Maintenance.Check(progress: null, Scene.Cancellation).Problems, problem => problem.Subject == run.Record.NodeId);
        await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy("\"limits\":{\"retries\":0}", "named.json"), "true") with { Node = new("base") });
    }

    [Theory]
    [InlineData("\"sandbox\":\"none\",\"route_mode\":\"none\",\"required\":[\"route\"]")]
    [InlineData("\"sandbox\":\"none\",\"allowed_hosts\":[],\"required\":[\"hosts\"]")]
    [InlineData("\"sandbox\":\"none\",\"allowed_ports\":[443],\"required\":[\"ports\"]")]
    [InlineData("\"sandbox\":\"none\",\"allowed_ranges\":[],\"required\":[\"ranges\"]")]
    [InlineData("\"blocked_programs\":[\"curl\"],\"required\":[\"programs\"]")]
    public async Task What_cannot_be_enforced_and_is_required_leaves_nothing(string members)
    {
        Scene.NeedUnix();
        var refused = await _scene.RefusedAsync(PolicyScene.Request(_scene.WritePolicy(members), "true"), ErrorCode.PolicyUnsupported);
        Assert.Equal(6, refused.ExitCode);
        Assert.Empty(_scene.Session.Nodes.List());
        Assert.Empty(_scene.Session.Runs.List());
    }

    [Fact]
    public async Task More_than_a_limit_is_refused_and_what_is_not_asked_for_gives_way()
    {
        Scene.NeedUnix();
        var policy = _scene.WritePolicy("\"limits\":{\"run_time_seconds\":1,\"retries\":0,\"log_bytes\":1000,\"output_bytes\":100000}");
        var request = PolicyScene.Request(policy, "sleep 60");
        await _scene.RefusedAsync(request with { Timeout = TimeSpan.FromSeconds(1.5) }, ErrorCode.PolicyDenied);
        await _scene.RefusedAsync(request with { Retries = 1 }, ErrorCode.PolicyDenied);
        await _scene.RefusedAsync(request with { LogLimitBytes = 1001 }, ErrorCode.PolicyDenied);
        await _scene.RefusedAsync(request with { OutputLimitBytes = 100001 }, ErrorCode.PolicyDenied);
        Assert.Equal(RunStatus.StepTimedOut, (await _scene.RunAsync(request)).Record.Status);
        Assert.Equal(RunStatus.StepTimedOut, (await _scene.RunAsync(request with { Timeout = TimeSpan.FromSeconds(0.5) })).Record.Status);
        var loud = await _scene.RunAsync(request with { Step = Scene.Shell("while :; do echo loud; done") });
        Assert.Equal(RunStatus.StepLimitExceeded, loud.Record.Status);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_step_that_holds_more_memory_than_allowed_is_ended_with_all_that_it_started()
    {
        Scene.NeedUnix("python3");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is sampled on Linux.");
        var policy = _scene.WritePolicy("\"limits\":{\"memory_bytes\":100000000},\"required\":[\"memory\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, "(setsid python3 -c 'import time; b = b\"x\" * 200000000; time.sleep(600)' &) ; sleep 600"));
        Assert.Equal(RunStatus.StepLimitExceeded, run.Record.Status);
        Assert.Contains("memory", run.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("100000000", run.Errors[0].Message, StringComparison.Ordinal);
        var modest = await _scene.RunAsync(PolicyScene.Request(policy, "python3 -c 'print(1)'"));
        Assert.Equal(RunStatus.Succeeded, modest.Record.Status);
        _scene.AssertSound();
    }

    [Fact]
    public async Task What_goes_beyond_a_bound_is_refused_before_anything_is_made()
    {
        Scene.NeedUnix();
        await _scene.RefusedAsync(PolicyScene.Request(_scene.Write("bad.json", "{\"type\":\"swarm-policy-v1\",\"x\":1}"), "true"), ErrorCode.PolicyInvalid);
        await _scene.RefusedAsync(PolicyScene.Request("nowhere.json", "true"), ErrorCode.PathInvalid);
        var request = new RunRequest { Step = Scene.Shell("true") };
        await _scene.RefusedAsync(request with { Retries = -1 }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { Retries = 101 }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { Nonce = "a b" }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { Nonce = string.Empty }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { Nonce = new string('n', 129) }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { ValidFor = TimeSpan.FromSeconds(0.5) }, ErrorCode.SpecInvalid);
        await _scene.RefusedAsync(request with { ValidFor = TimeSpan.FromDays(3651) }, ErrorCode.SpecInvalid);
        Assert.Empty(_scene.Session.Runs.List());
    }
}
