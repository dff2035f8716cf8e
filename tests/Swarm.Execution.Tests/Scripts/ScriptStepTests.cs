using System.Text.Json.Nodes;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;
using Swarm.Execution.Tests.Steps;

namespace Swarm.Execution.Tests.Scripts;

public sealed class ScriptStepTests
{
    private static readonly ScriptInput None = new([], []);

    [Theory]
    [InlineData("'hello'", 0, "hello\n")]
    [InlineData("exit 3", 3, "")]
    [InlineData("sh -c 'exit 7'", 7, "")]
    [InlineData("sh -c 'exit 7'; 'after'; sh -c 'exit 0'", 0, "after\n")]
    [InlineData("sh -c 'echo native; exit 9' ; 'last'", 9, "native\nlast\n")]
    [InlineData("throw 'no luck'", 1, "error at step.ps1:1: no luck\n")]
    [InlineData("'one'\nWrite-Error 'bad'\n'two'", 1, "one\nerror at step.ps1:2: bad\n")]
    [InlineData("try { throw 'x' } catch { 'caught' }", 0, "caught\n")]
    [InlineData("Write-Progress -Activity busy; Write-Host 'host' -ForegroundColor Red", 0, "host\n")]
    [InlineData("'grün €🐝'", 0, "grün €🐝\n")]
    [InlineData("[Console]::In.ReadToEnd().Length", 0, "0\n")]
    [InlineData("(Get-Location).Path -eq $env:PWD_EXPECTED", 0, "True\n")]
    public async Task A_script_ends_as_it_would_in_a_pwsh_step(string script, int exitCode, string log)
    {
        using var scene = new StepScene("pwsh");
        scene.Environment["PWD_EXPECTED"] = scene.Folder;
        var outcome = await RunAsync(scene, script, None);
        Assert.Equal(log, scene.Log);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal(exitCode == 0 ? RunStatus.Succeeded : RunStatus.StepFailed, outcome.Status);
    }

    [Fact]
    public async Task A_script_that_does_not_parse_says_where_on_one_line()
    {
        using var scene = new StepScene("pwsh");
        var outcome = await RunAsync(scene, "'fine'\nif (1 { 2 }\n", None);
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("error at step.ps1:2: ", scene.Log, StringComparison.Ordinal);
        Assert.Single(scene.Log.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_native_program_that_stops_the_script_gives_its_exit_code()
    {
        using var scene = new StepScene("pwsh");
        var outcome = await RunAsync(scene, "$PSNativeCommandUseErrorActionPreference = $true\nsh -c 'exit 5'\n'never'", None);
        Assert.Equal(5, outcome.ExitCode);
        Assert.StartsWith("error at step.ps1:2: Program \"sh\" ended", scene.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_many_lines_becomes_one()
    {
        using var scene = new StepScene("pwsh");
        await RunAsync(scene, "throw \"first`r`n`r`n  second\"", None);
        Assert.Equal("error at step.ps1:1: first second\n", scene.Log);
    }

    [Fact]
    public async Task Errors_and_tables_carry_no_escape_sequences()
    {
        using var scene = new StepScene("pwsh");
        await RunAsync(
            scene,
            "[pscustomobject]@{ Name = 'x' } | Format-Table; $PSStyle.Foreground.Red + 'red'; Write-Warning careful; throw 'end'",
            None);
        Assert.DoesNotContain('\u001b', scene.Log);
        Assert.Contains("careful", scene.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_positional_JSON_values()
    {
        using var scene = new StepScene("pwsh");
        var arguments = (JsonArray)JsonNode.Parse("""
            ["-Style", 42, 1.5, true, null, ["one"], [], {"Name": {"Deep": ["x", "y"]}}, "2024-05-06T07:08:09Z", "'; exit 9 #$x"]
            """)!;
        await RunAsync(
            scene,
            """
            param($Text, [int] $Number, [double] $Real, [bool] $Flag, $Nothing, $Single, $Empty, $Object, $Date, $Hostile)
            "$Text $($Number + 1) $($Real * 2) $Flag $($null -eq $Nothing)"
            "$($Single.GetType().Name) $($Single.Count) $($Empty.GetType().Name) $($Empty.Count)"
            "$($Object.name.deep -join '+') $($Date.GetType().Name) $Date $Hostile $($args.Count)"
            """,
            new ScriptInput(arguments, []));
        Assert.Equal(
            """
            -Style 43 3 True True
            Object[] 1 Object[] 0
            x+y String 2024-05-06T07:08:09Z '; exit 9 #$x 0

            """,
            scene.Log);
    }

    [Fact]
    public async Task Without_a_param_block_they_are_args()
    {
        using var scene = new StepScene("pwsh");
        await RunAsync(scene, "$args.Count; $args -join '|'", new ScriptInput(["a b", 2], []));
        Assert.Equal("2\na b|2\n", scene.Log);
    }

    [Fact]
    public async Task Using_variables_have_their_values_everywhere_in_the_script()
    {
        using var scene = new StepScene("pwsh");
        await RunAsync(
            scene,
            """
            function Get-Style { ${__using_style} }
            "$(Get-Style) $(${__using_list}.Count) $(& { ${__using_settings}.Level }) [${__using_odd name[1]}]"
            Get-Variable __input, __value -ErrorAction Ignore
            """,
            new ScriptInput(
                [],
                (JsonObject)JsonNode.Parse("""{"style": "bold", "list": [1], "settings": {"level": 3}, "odd name[1]": "é"}""")!));
        Assert.Equal("bold 1 3 [é]\n", scene.Log);
    }

    [Theory]
    [InlineData("""{"a": {"Key": 1, "key": 2}}""")]
    [InlineData("""{"a": [{"": 1}]}""")]
    public void What_PowerShell_cannot_represent_is_refused(string json)
    {
        using var scene = new StepScene();
        var input = new ScriptInput([], (JsonObject)JsonNode.Parse(json)!);
        var error = Assert.Throws<SwarmException>(() => ScriptStep.Prepare(scene.Folder, scene.Folder, "1", input, "pwsh"));
        Assert.Equal(ErrorCode.SpecInvalid, error.ErrorCode);
        Assert.Empty(Directory.GetFileSystemEntries(scene.Folder));
    }

    [Fact]
    public void Values_that_nest_too_deep_are_refused()
    {
        using var scene = new StepScene();
        JsonNode value = 1;
        for (var level = 0; level < 100; level++)
            value = new JsonArray(value);

        var error = Assert.Throws<SwarmException>(() => ScriptStep.Prepare(scene.Folder, scene.Folder, "1", new ScriptInput([value], []), "pwsh"));
        Assert.Equal(ErrorCode.SpecInvalid, error.ErrorCode);
    }

    [Fact]
    public void Its_files_are_for_their_owner_alone()
    {
        using var scene = new StepScene();
        ScriptStep.Prepare(scene.Folder, scene.Folder, "1", None, "pwsh");
        Assert.Equal(3, Directory.GetFiles(scene.Folder).Length);
        Assert.All(
            Directory.GetFiles(scene.Folder),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, StepScene.ModeOf(file)));
    }

    [Fact]
    public void Nothing_of_its_values_is_in_its_text()
    {
        var input = new ScriptInput(["canary"], new JsonObject { ["name"] = "canary" });
        Assert.DoesNotContain("canary", input.ToString(), StringComparison.Ordinal);
    }

    private static Task<StepOutcome> RunAsync(StepScene scene, string script, ScriptInput input)
    {
        var run = Directory.CreateDirectory(Path.Combine(scene.Folder, "run")).FullName;
        var prepared = ScriptStep.Prepare(run, run, script, input, StepScene.Find("pwsh")!);
        return scene.RunAsync(prepared.Program, prepared.Arguments);
    }
}
