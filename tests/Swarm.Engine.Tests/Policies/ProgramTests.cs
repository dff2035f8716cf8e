using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Policies;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Policies;

/// <summary>Which programs a step may start, itself and through whatever it starts.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("\"allowed_programs\":[]")]
    [InlineData("\"allowed_programs\":[\"no-such-program\"]")]
    [InlineData("\"blocked_programs\":[\"sh\"]")]
    [InlineData("\"allowed_programs\":[\"sh\"],\"blocked_programs\":[\"sh\"]")]
    [InlineData("\"allowed_programs\":[\"sh\"],\"blocked_programs\":[\"/bin/sh\"]")]
    public async Task A_program_that_is_not_allowed_leaves_no_node(string members)
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        var policy = _scene.WritePolicy(members);
        var refused = await _scene.RefusedAsync(PolicyScene.Request(policy, "echo never") with { Node = new("base") }, ErrorCode.PolicyDenied);
        Assert.Contains("sh'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("policy.json", refused.Message, StringComparison.Ordinal);
        Assert.Single(_scene.Session.Nodes.List());
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_child_that_is_not_allowed_is_not_executed_and_one_that_is_is()
    {
        _scene.NeedLandlock();
        var policy = _scene.WritePolicy("\"allowed_programs\":[\"sh\",\"id\",\"sleep\",\"setsid\",\"mkdir\",\"mv\"],\"required\":[\"programs\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, """
            id -u > allowed; echo $? >> codes
            uname > denied; echo $? >> codes
            (setsid sh -c 'sleep 0.2; uname > escaped; id -u > daemon' &)
            sleep 1
            mkdir one two; echo x > one/f; mv one/f two/f; echo $? >> codes
            """));
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        var export = _scene.Export(run.Record.NodeId!);
        Assert.Equal("0\n126\n0\n", File.ReadAllText(Path.Combine(export, "codes")));
        Assert.NotEmpty(File.ReadAllText(Path.Combine(export, "allowed")));
        Assert.Empty(File.ReadAllText(Path.Combine(export, "denied")));
        Assert.Empty(File.ReadAllText(Path.Combine(export, "escaped")));
        Assert.NotEmpty(File.ReadAllText(Path.Combine(export, "daemon")));
        var observed = PolicyScene.Certificate(run).Policy!;
        Assert.Equal([PolicyRules.Programs], observed.Enforced!);
        Assert.Empty(observed.Unenforced!);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_copy_of_a_program_is_another_program_and_a_link_is_the_same()
    {
        _scene.NeedLandlock();
        var policy = _scene.WritePolicy("\"allowed_programs\":[\"sh\",\"cp\",\"ln\",\"chmod\",\"id\"]");
        var run = await _scene.RunAsync(PolicyScene.Request(policy, """
            cp "$(command -v uname)" id; chmod +x id; ./id; echo $? >> codes
            ln -s "$(command -v id)" linked; ./linked; echo $? >> codes
            """));
        Assert.Equal("126\n0\n", File.ReadAllText(Path.Combine(_scene.Export(run.Record.NodeId!), "codes")));
    }

    [Fact]
    public async Task A_script_in_the_workspace_needs_its_interpreter_to_be_allowed_too()
    {
        _scene.NeedLandlock();
        var project = Path.GetDirectoryName(_scene.Write("project/agent.sh", "#!/bin/sh\necho ran > f\n"))!;
        Scene.SetMode(Path.Combine(project, "agent.sh"), 0b111_101_101);
        var request = new RunRequest { Workspace = project, Step = new() { Command = ["./agent.sh"] } };
        var refused = await _scene.RefusedAsync(request with { Policy = _scene.WritePolicy("\"allowed_programs\":[\"agent.sh\"]") }, ErrorCode.PolicyDenied);
        Assert.Contains("which runs", refused.Message, StringComparison.Ordinal);
        await _scene.RefusedAsync(request with { Policy = _scene.WritePolicy("\"allowed_programs\":[\"sh\"]", "other.json") }, ErrorCode.PolicyDenied);
        var run = await _scene.RunAsync(request with { Policy = _scene.WritePolicy("\"allowed_programs\":[\"agent.sh\",\"sh\"]", "both.json") });
        Assert.Equal("ran\n", File.ReadAllText(Path.Combine(_scene.Export(run.Record.NodeId!), "f")));
    }

    [Fact]
    public async Task A_link_in_the_workspace_does_not_lend_its_name_to_another_program()
    {
        _scene.NeedLandlock();
        await _scene.LaunchAsync("ln -s \"$(command -v uname)\" id", "base");
        var policy = _scene.WritePolicy("\"allowed_programs\":[\"id\"]");
        await _scene.RefusedAsync(new RunRequest { Node = new("base"), Policy = policy, Step = new() { Command = ["./id"] } }, ErrorCode.PolicyDenied);
    }

    [Fact]
    public async Task Blocked_programs_alone_are_recorded_as_not_enforced()
    {
        Scene.NeedUnix();
        var run = await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy("\"blocked_programs\":[\"curl\"]"), "true"));
        Assert.Equal([PolicyRules.Programs], PolicyScene.Certificate(run).Policy!.Unenforced!);
        await _scene.RefusedAsync(
            PolicyScene.Request(_scene.WritePolicy("\"blocked_programs\":[\"curl\"],\"required\":[\"programs\"]", "strict.json"), "true"), ErrorCode.PolicyUnsupported);
        Assert.Single(_scene.Session.Nodes.List());
    }

    [Fact]
    public void A_policy_is_tried_without_a_run()
    {
        Scene.NeedUnix("id", "uname");
        var policy = _scene.WritePolicy("\"allowed_programs\":[\"id\"]");
        Assert.True(PolicyTest.Run(_scene.Options(), policy, certificate: null, ["id", "-u"]).IsValid);
        Assert.Equal("POLICY_DENIED", PolicyTest.Run(_scene.Options(), policy, certificate: null, ["uname"]).Error!.Code);
        Assert.Equal("POLICY_INVALID", PolicyTest.Run(_scene.Options(), _scene.Write("bad.json", "{}"), certificate: null, []).Error!.Code);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => PolicyTest.Run(_scene.Options(), "nowhere.json", certificate: null, [])), ErrorCode.PathInvalid);
    }
}
