using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Policies;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;
using Swarm.Execution.Confinement;
using Swarm.Networking.Receipts;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Tests.Networks;

/// <summary>A step reaches what its policy allows, and the certificate says what was observed.</summary>
public sealed class ConfinedRunTests : IDisposable
{
    private const string Local = "\"allowed_hosts\":[\"localhost\"],\"allowed_ranges\":[\"127.0.0.0/8\",\"::1/128\"]";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_policys_hosts_are_all_that_a_step_reaches_and_the_receipts_say_so()
    {
        NeedConfinement("curl");
        await using var origin = new LoopbackOrigin();
        var policy = _scene.WritePolicy($"{Local},\"required\":[\"hosts\",\"ranges\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(
            policy,
            $"""
            curl -sS {origin.Address} > $SWARM_OUTPUT
            curl -sS -m 5 --noproxy '*' http://127.0.0.1:{origin.Port}/ && echo leaked
            curl -sS -f -m 5 http://denied.example/ && echo leaked
            true
            """));
        Assert.Equal(("succeeded", "the origin"), (run.Record.Status, run.Response));
        Assert.DoesNotContain("leaked", await _scene.LogAsync(run.Record.RunId), StringComparison.Ordinal);
        Assert.Equal(1, origin.Connections);

        var receipts = Receipts(run);
        Assert.Equal([("localhost", origin.Port, "allowed"), ("denied.example", 80, "denied")], receipts.Select(receipt => (receipt.Host, receipt.Port, receipt.Verdict)));
        var certificate = PolicyScene.Certificate(run);
        Assert.Equal((RouteModes.Direct, NetworkEnforcement.Namespace), (certificate.Network!.RouteMode, certificate.Network.Enforcement));
        Assert.NotNull(certificate.Network.ReceiptsSha256);
        Assert.StartsWith("linux-namespaces ", certificate.Sandbox, StringComparison.Ordinal);
        Assert.Equal([PolicyRules.Hosts, PolicyRules.Ranges], certificate.Policy!.Enforced!);
        var required = new VerifyRequest { Required = [CheckNames.Sandbox, CheckNames.Enforcement, CheckNames.Policy] };
        Assert.True(_scene.Session.Trust.VerifyNode(new NodeReference(run.Record.NodeId!), required, Scene.Cancellation).IsValid);

        // The policy goes on with the node, and so does what it enforces.
        var next = await _scene.ResumeAsync(run.Record.NodeId!, $"curl -sS -f -m 5 http://other.example/ || curl -sS {origin.Address}");
        Assert.Equal("the origin", (await _scene.LogAsync(next.Record.RunId)).Split('\n')[^2]);
        Assert.Equal(NetworkEnforcement.Namespace, PolicyScene.Certificate(next).Network!.Enforcement);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_confined_steps_own_server_is_reached_without_the_proxy()
    {
        NeedConfinement("curl", "python3");
        const string Script = """
            python3 -m http.server 8123 --bind 127.0.0.1 >/dev/null 2>&1 &
            echo own > page
            for i in $(seq 100); do curl -sS -f http://127.0.0.1:8123/page > $SWARM_OUTPUT 2>/dev/null && break; sleep 0.1; done
            curl -sS -f http://localhost:8123/page >> $SWARM_OUTPUT
            """;
        var run = await _scene.RunAsync(new RunRequest { Sandbox = SandboxModes.Confined, Step = Scene.Shell(Script) });
        Assert.Equal("own\nown", run.Response);
        Assert.Empty(Receipts(run));
    }

    [Fact]
    public async Task A_route_that_is_none_leads_nowhere()
    {
        NeedConfinement("curl");
        await using var origin = new LoopbackOrigin();
        var run = await _scene.RunAsync(new RunRequest
        {
            RouteMode = RouteModes.None,
            Step = Scene.Shell($"curl -sS -m 5 {origin.Address}; curl -sS -m 5 http://127.0.0.1:{origin.Port}/; env | grep -i _proxy=h; true"),
        });
        Assert.Equal(0, origin.Connections);
        var network = PolicyScene.Certificate(run).Network!;
        Assert.Equal((RouteModes.None, NetworkEnforcement.Namespace, (Digest?)null), (network.RouteMode, network.Enforcement, network.ReceiptsSha256));
        Assert.DoesNotContain("_proxy=h", await _scene.LogAsync(run.Record.RunId), StringComparison.OrdinalIgnoreCase);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => Receipts(run)), ErrorCode.ReceiptsAbsent);
    }

    [Fact]
    public async Task A_confined_step_works_on_its_own_folders_and_sees_nothing_of_the_operators()
    {
        NeedConfinement();
        _scene.Write("project/notes.txt", "hello");
        var secret = _scene.Write("home/keys/secret", "canary");
        var tool = _scene.Write("tools/value", "shared");
        var run = await _scene.RunAsync(new RunRequest
        {
            Workspace = "project",
            Sandbox = SandboxModes.Confined,
            Policy = _scene.WritePolicy($"\"readable_paths\":[\"{_scene.Folder}/tools\"]"),
            Step = Scene.Shell(
                $"""
                cat notes.txt {tool} > made.txt
                cat {secret} && echo leaked
                ls {_scene.Layout.Folder} && echo leaked
                echo x > {tool} && echo leaked
                test -f "$SWARM_STATE" && printf answer > "$SWARM_OUTPUT.new" && mv "$SWARM_OUTPUT.new" "$SWARM_OUTPUT"
                """),
        });
        Assert.Equal(("succeeded", "answer"), (run.Record.Status, run.Response));
        Assert.DoesNotContain("leaked", await _scene.LogAsync(run.Record.RunId), StringComparison.Ordinal);
        Assert.Equal("helloshared", File.ReadAllText(Path.Combine(_scene.Export(run.Record.NodeId!), "made.txt")));
        Assert.Empty(Receipts(run));
        _scene.AssertSound();
    }

    [Fact]
    public async Task Without_a_sandbox_there_are_proxy_variables_and_the_certificate_says_no_more()
    {
        Scene.NeedUnix("curl");
        await using var origin = new LoopbackOrigin();
        var policy = _scene.WritePolicy($"\"sandbox\":\"none\",{Local}");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, $"curl -sS {origin.Address}; curl -sS -f http://denied.example/; true"));
        var certificate = PolicyScene.Certificate(run);
        Assert.Equal((NetworkEnforcement.ProxyOnly, SandboxModes.None), (certificate.Network!.Enforcement, certificate.Sandbox));
        Assert.Equal([PolicyRules.Sandbox], certificate.Policy!.Enforced!);
        Assert.Equal([PolicyRules.Hosts, PolicyRules.Ranges], certificate.Policy.Unenforced!);
        Assert.Equal(["allowed", "denied"], Receipts(run).Select(receipt => receipt.Verdict));

        var closed = await _scene.RunAsync(new RunRequest { RouteMode = RouteModes.None, Sandbox = SandboxModes.None, Step = Scene.Shell($"curl -sS -f {origin.Address}; true") });
        Assert.Equal([("denied", "closed")], Receipts(closed).Select(receipt => (receipt.Verdict, receipt.Rule)));
        Assert.Equal(1, origin.Connections);
    }

    [Fact]
    public async Task Every_attempt_has_its_own_namespaces_and_all_of_them_the_same_receipts()
    {
        NeedConfinement("curl");
        await using var origin = new LoopbackOrigin();
        var run = await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy(Local), $"curl -sS {origin.Address}; exit 3") with { Retries = 1 });
        Assert.Equal(RunStatus.StepFailed, run.Record.Status);
        Assert.Equal(2, Receipts(run).Count);
    }

    [Fact]
    public async Task More_processes_than_the_policy_allows_end_the_step()
    {
        NeedConfinement();
        var policy = _scene.WritePolicy("\"sandbox\":\"confined\",\"limits\":{\"processes\":20},\"required\":[\"processes\",\"sandbox\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, "i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done; wait"));
        Assert.True(run.Record.Status is RunStatus.StepLimitExceeded or RunStatus.StepFailed, run.Record.Status);
        Assert.Contains(PolicyRules.Processes, PolicyScene.Certificate(run).Policy!.Enforced!);
    }

    [Fact]
    public async Task Programs_hosts_and_folders_are_enforced_together()
    {
        NeedConfinement("curl");
        _scene.NeedLandlock();
        await using var origin = new LoopbackOrigin();
        var policy = _scene.WritePolicy($"\"sandbox\":\"confined\",\"allowed_programs\":[\"sh\",\"curl\"],{Local},\"required\":[\"sandbox\",\"programs\",\"hosts\",\"ranges\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, $"curl -sS {origin.Address} > $SWARM_OUTPUT; /usr/bin/env echo leaked; cp /usr/bin/env ./copy && ./copy echo leaked; true"));
        Assert.Equal("the origin", run.Response);
        Assert.DoesNotContain("leaked\n", await _scene.LogAsync(run.Record.RunId), StringComparison.Ordinal);
        Assert.Empty(PolicyScene.Certificate(run).Policy!.Unenforced!);
    }

    [Fact]
    public async Task What_a_confined_step_leaves_is_snapshotted_and_goes_on()
    {
        NeedConfinement("git", "sqlite3");
        var confined = new RunRequest { Sandbox = SandboxModes.Confined, Step = Scene.Shell("sqlite3 \"$SWARM_STATE\" 'create table t(x); insert into t values(42);' && git init -q . && echo x > a && ln -s /etc/shadow out && chmod +x a") };
        var first = await _scene.RunAsync(confined);
        Assert.True(first.Record.Status == RunStatus.Succeeded, first.Record.Message + await _scene.LogAsync(first.Record.RunId));
        Assert.Equal(42L, _scene.Scalar(first.Record.NodeId!, "select x from t"));
        var next = await _scene.RunAsync(confined with { Node = new NodeReference(first.Record.NodeId!), Step = Scene.Shell("test -x a && git status -s | head -1 > $SWARM_OUTPUT; cat out; sqlite3 \"$SWARM_STATE\" 'insert into t values(43)'") });
        Assert.StartsWith("??", next.Response, StringComparison.Ordinal);
        Assert.Equal(2L, _scene.Scalar(next.Record.NodeId!, "select count(*) from t"));
        _scene.AssertSound();
    }

    [Fact]
    public async Task Nobody_asks_for_less_than_the_policy()
    {
        Scene.NeedUnix();
        var policy = _scene.WritePolicy("\"route_mode\":\"none\",\"sandbox\":\"confined\"");
        await _scene.RefusedAsync(PolicyScene.Request(policy, "true") with { RouteMode = RouteModes.Direct }, ErrorCode.PolicyDenied);
        await _scene.RefusedAsync(PolicyScene.Request(policy, "true") with { Sandbox = SandboxModes.None }, ErrorCode.PolicyDenied);
        await _scene.RefusedAsync(new RunRequest { RouteMode = "sideways", Step = Scene.Shell("true") }, ErrorCode.SpecInvalid);
    }

    [Fact]
    public async Task Receipts_that_are_not_the_certificates_are_refused()
    {
        NeedConfinement();
        var run = await _scene.RunAsync(new RunRequest { Sandbox = SandboxModes.Confined, Step = Scene.Shell("true") });
        var certificate = run.CertificatePath!;
        var altered = File.ReadAllText(certificate).Replace("\"receipts_sha256\":\"sha256:e3", "\"receipts_sha256\":\"sha256:f3", StringComparison.Ordinal);
        File.Delete(certificate);
        File.WriteAllText(certificate, altered);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => Receipts(run)), ErrorCode.StoreDamaged);
    }

    // Each is written when its connection is over.
    private List<Receipt> Receipts(RunInfo run) => [.. _scene.Session.Runs.ReadReceipts(run.Record.RunId).OrderBy(receipt => receipt.Verdict, StringComparer.Ordinal)];

    private static void NeedConfinement(params ReadOnlySpan<string> tools)
    {
        Scene.NeedUnix(tools);
        Assert.SkipWhen(ConfinementSupport.Find().Obstacle is not null, $"No step can be confined here: {ConfinementSupport.Find().Obstacle}");
    }
}
