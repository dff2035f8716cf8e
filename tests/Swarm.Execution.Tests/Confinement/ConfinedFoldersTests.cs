using Swarm.Core.Errors;
using Swarm.Execution.Confinement;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;
using Swarm.Execution.Tests.Steps;

namespace Swarm.Execution.Tests.Confinement;

/// <summary>Folders that a confined step sees at the same paths wherever they are on this system.</summary>
public sealed class ConfinedFoldersTests
{
    private const string Workspace = StepFolders.Root + "/workspace";

    public static TheoryData<ConfinementMethod> Methods => [ConfinementMethod.Unshare, ConfinementMethod.Bubblewrap];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_is_made_with_absolute_paths_holds_where_the_folder_lies_elsewhere(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        Assert.Equal(Workspace, await SayAsync(scene, Command(scene, "sh", "-c", """
            pwd
            mkdir bin v1
            ln -s /bin/sh bin/interpreter
            printf '#!%s/bin/interpreter\necho "$0 $1"\n' "$PWD" > v1/tool
            chmod +x v1/tool
            ln -s "$PWD/v1" current
            """)));
        Directory.Move(scene.Workspace, scene.Workspace + "-of-another-run");
        Directory.CreateDirectory(scene.Workspace);
        foreach (var program in new[] { "./v1/tool", "./current/tool", $"{Workspace}/current/tool", "current/../v1/tool" })
        {
            var command = Command(scene, program, "one") with { Folders = Folders(scene, scene.Workspace + "-of-another-run") };
            Assert.Equal($"{Path.GetFullPath(program, Workspace)} one", await SayAsync(scene, command));
        }

        scene.Step.Environment["PATH"] = $"{Workspace}/current:{scene.Step.Environment["PATH"]}";
        var byName = Command(scene, "tool", "one") with { Folders = Folders(scene, scene.Workspace + "-of-another-run") };
        Assert.Equal($"{Workspace}/current/tool one", await SayAsync(scene, byName));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Nothing_is_mounted_where_the_folders_are_on_this_system(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        const string Look = "cut -d' ' -f5 /proc/self/mountinfo; env; ls -a /swarm; readlink /proc/self/cwd";
        var said = await SayAsync(scene, Command(scene, "sh", "-c", Look));
        Assert.DoesNotContain(scene.Step.Folder, said, StringComparison.Ordinal);
        Assert.Contains($"\n{Workspace}\n", said, StringComparison.Ordinal);
        Assert.EndsWith($".\n..\nfixed\nworkspace\n{Workspace}", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_may_not_be_changed_is_not_and_nothing_is_made_beside_the_folders(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        const string Agent = """
            #!/bin/sh
            echo changed > made
            (: > ../fixed/made) 2>/dev/null && echo fixed
            (: > ../made) 2>/dev/null && echo beside
            echo > agent.sh.new && mv agent.sh.new agent.sh && echo replaced

            """;
        scene.Step.Write("workspace/agent.sh", Agent, executable: true);
        Assert.Equal("replaced", await SayAsync(scene, Command(scene, "./agent.sh")));
        Assert.Equal("changed\n", await File.ReadAllTextAsync(Path.Combine(scene.Workspace, "made"), TestContext.Current.CancellationToken));
    }

    // The step's own are the programs' paths, where the kernel holds it to some.
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_program_in_the_workspace_may_be_the_only_one(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Write("workspace/agent.sh", "#!/bin/sh\necho ran\n/usr/bin/env echo leaked\n", executable: true);
        string[] candidates = ["/bin/sh", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];
        var system = candidates.Where(File.Exists).Select(RealPath);
        scene.Step.Options = scene.Step.Options with { AllowedPrograms = [$"{Workspace}/agent.sh", .. system] };
        var command = Command(scene, "./agent.sh");
        var error = await Record.ExceptionAsync(() => StepRunner.RunAsync(command, scene.Step.Options, TestContext.Current.CancellationToken));
        var isUnsupported = error is SwarmException { ErrorCode: var code } && code == ErrorCode.PolicyUnsupported;
        Assert.SkipWhen(isUnsupported, $"Landlock is not here: {error?.Message}");
        Assert.Null(error);
        Assert.StartsWith("ran\n", scene.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("leaked\n", scene.Log, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_the_step_would_see_in_their_place_is_refused(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        foreach (var path in new[] { "/swarm", "/swarm/", $"{Workspace}/tools", "/swarm/other", "/usr/../swarm/workspace" })
        {
            foreach (var (readable, writable) in new[] { (path, (string?)null), (null, path) })
            {
                scene.Confinement = scene.Confinement with
                {
                    ReadablePaths = readable is null ? [] : [readable],
                    WritablePaths = writable is null ? [] : [writable],
                };
                var error = await Assert.ThrowsAsync<SwarmException>(() => SayAsync(scene, Command(scene, "touch", "started")));
                Assert.Equal(ErrorCode.SandboxUnavailable, error.ErrorCode);
                Assert.Contains($"'{path}' lies in '/swarm', where a confined step sees its workspace", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.False(File.Exists(Path.Combine(scene.Workspace, "started")));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_home_in_their_place_is_another_folder(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Step.Environment["HOME"] = Workspace;
        Assert.Equal("/home/step", await SayAsync(scene, Command(scene, "sh", "-c", "cd; pwd; touch private; ls -A /swarm/workspace")));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_script_lies_in_a_folder_of_theirs(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "pwsh");
        var folder = Directory.CreateDirectory(Path.Combine(scene.Step.Folder, "outside-script")).FullName;
        const string Seen = StepFolders.Root + "/script";
        var prepared = ScriptStep.Prepare(
            folder, Seen, "$PSCommandPath; (Get-Location).Path; $args[0]", new ScriptInput(["one"], []), StepScene.Find("pwsh")!);
        var folders = new StepFolders([.. Folders(scene, scene.Workspace).All, new StepFolder("script", folder, IsWritable: false)]);
        var said = await SayAsync(scene, Command(scene, prepared.Program, prepared.Arguments) with { Folders = folders });
        Assert.Equal($"{Seen}/step.ps1\n{Workspace}\none", said);
    }

    [Fact]
    public async Task Only_a_confined_step_has_such_folders()
    {
        using var scene = new StepScene();
        var folders = new StepFolders(new StepFolder("workspace", scene.Folder, IsWritable: true));
        var command = scene.Command("true") with { Folders = folders };
        await Assert.ThrowsAsync<ArgumentException>(() => StepRunner.RunAsync(command, scene.Options, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/swarm/workspace", "/host/run")]
    [InlineData("/swarm/workspace/", "/host/run/")]
    [InlineData("/swarm/workspace/a/b", "/host/run/a/b")]
    [InlineData("/swarm/state/../workspace/a", "/host/run/a")]
    [InlineData("/swarm/workspaces", "/swarm/workspaces")]
    [InlineData("/swarm", "/swarm")]
    [InlineData("/host/run/a", "/host/run/a")]
    [InlineData("/swarm/workspace/../a", "/swarm/workspace/../a")]
    public void A_path_of_the_step_is_found_on_this_system(string path, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These paths are Unix paths.");
        Assert.Equal(expected, new StepFolders(new StepFolder("workspace", "/host/run", IsWritable: true)).ToHost(path));
    }

    private static StepFolders Folders(ConfinementScene scene, string workspace)
    {
        var other = Directory.CreateDirectory(Path.Combine(scene.Step.Folder, "outside-fixed")).FullName;
        return new StepFolders(new StepFolder("workspace", workspace, IsWritable: true), new StepFolder("fixed", other, IsWritable: false));
    }

    private static StepCommand Command(ConfinementScene scene, string program, params IReadOnlyList<string> arguments)
    {
        var others = scene.Confinement.WritablePaths.Where(path => !string.Equals(path, scene.Workspace, StringComparison.Ordinal));
        scene.Confinement = scene.Confinement with { WritablePaths = [.. others] };
        return scene.Step.Command(program, arguments) with { WorkingDirectory = Workspace, Folders = Folders(scene, scene.Workspace) };
    }

    private static async Task<string> SayAsync(ConfinementScene scene, StepCommand command)
    {
        var outcome = await StepRunner.RunAsync(command, scene.Step.Options, TestContext.Current.CancellationToken);
        Assert.True(outcome.ExitCode == 0, $"{outcome.ExitCode}: {scene.Log}");
        return scene.Log.Trim();
    }

    private static string RealPath(string path) =>
        Path.GetDirectoryName(path) is var folder && new DirectoryInfo(folder!).ResolveLinkTarget(returnFinalTarget: true) is { } real
            ? RealFile(Path.Combine(real.FullName, Path.GetFileName(path)))
            : RealFile(path);

    private static string RealFile(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
}
