using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Nodes and files may be given by position, and mean what they mean behind the names of their options.</summary>
public sealed class PositionalFormTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void Nodes_and_files_are_taken_by_position_by_every_command()
    {
        var launched = _scene.Launch("echo built > built.txt", "--label", "base").Expect(0);
        var node = launched.Text("node_id");
        _scene.Run("run", "fork", "base", "careful", "bold", "--json").Expect(0);
        _scene.Run("run", "resume", "careful", "--json", "--", "sh", "-c", "echo done > work.txt").Expect(0);

        var named = _scene.Run("state", "diff", "--reference", "bold", "--difference", "careful").Expect(0).Output;
        Assert.Contains("work.txt", named, StringComparison.Ordinal);
        Assert.Contains("added", named, StringComparison.Ordinal);
        Assert.Equal(named, _scene.Run("state", "diff", "bold", "careful").Expect(0).Output);
        Assert.Equal(named, _scene.Run("state", "diff", "--reference", "bold", "careful").Expect(0).Output);
        Assert.Equal(named, _scene.Run("state", "diff", "--difference", "careful", "bold").Expect(0).Output);
        Assert.Equal(named, _scene.Run("--root", _scene.Root, "state", "diff", "bold", "--verbose", "careful").Expect(0).Output);

        Assert.Equal(node, _scene.Run("state", "inspect", "base", "--json").Expect(0).Text("node_id"));
        Assert.Equal(node, _scene.Run("state", "show", "base", "--json").Expect(0).Text("node_id"));
        Assert.Equal(node, _scene.Run("state", "query", "base", "select 1", "--json").Expect(0).Text("node_id"));
        Assert.Equal(node, _scene.Run("state", "query", "select 1", "--node", "base", "--json").Expect(0).Text("node_id"));
        _scene.Run("state", "export", "base", _scene["state.sqlite"]).Expect(0);
        _scene.Run("workspace", "export", "careful", _scene["winner"]).Expect(0);
        _scene.Run("workspace", "export", "--to", _scene["other"], "careful").Expect(0);
        Assert.Equal("done\n", File.ReadAllText(Path.Combine(_scene["winner"], "work.txt")));
        Assert.Equal("done\n", File.ReadAllText(Path.Combine(_scene["other"], "work.txt")));
        _scene.Run("bundle", "export", "base", _scene["base.age"]).Expect(0);
        Assert.True(File.Exists(_scene["base.age"]));
        Assert.Contains("careful", _scene.Run("run", "tree", "base").Expect(0).Output, StringComparison.Ordinal);
        _scene.Run("certificate", "export", "base", _scene["certificates"]).Expect(0);
        var certificate = Directory.GetFiles(_scene["certificates"], "certificate.json", SearchOption.AllDirectories)[0];
        _scene.Run("verify", "cert", certificate).Expect(0);
        _scene.Run("run", "remove", "bold").Expect(0);
        _scene.Run("state", "inspect", "bold").ExpectError(2, "NODE_NOT_FOUND");
    }

    [Fact]
    public void A_race_takes_its_node_and_its_labels_by_position()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var race = _scene.Run("run", "race", "base", "a", "b", "--json", "--", "sh", "-c", "echo $SWARM_LABEL > it").Expect(0).Output;
        Assert.Contains("\"a\"", race, StringComparison.Ordinal);
        Assert.Contains("\"b\"", race, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'C' is not understood", "state", "diff", "A", "B", "C")]
    [InlineData("'C' is not understood", "state", "diff", "A", "--reference", "B", "C")]
    [InlineData("--difference", "state", "diff", "A")]
    [InlineData("--node", "state", "inspect")]
    [InlineData("'--refrence' is not understood here: did you mean '--reference'?", "state", "diff", "--refrence", "A", "B")]
    [InlineData("'--refrence=A' is not understood here: did you mean '--reference'?", "state", "diff", "--refrence=A", "B")]
    [InlineData("did you mean 'diff'?", "state", "dif", "A", "B")]
    [InlineData("did you mean 'state'?", "sttae", "diff", "A", "B")]
    [InlineData("did you mean '--json'?", "run", "list", "--jsn")]
    [InlineData("did you mean '--help'?", "run", "list", "--hlep")]
    [InlineData("the step follows '--'", "run", "launch", "make")]
    public void What_is_too_much_or_missing_is_named(string expected, params string[] arguments) =>
        Assert.Contains(expected, _scene.Run(arguments).ExpectError(2, "SPEC_INVALID").Error, StringComparison.Ordinal);

    [Fact]
    public void A_misspelt_label_gives_the_nearest()
    {
        _scene.Launch("true", "--label", "careful").Expect(0);
        Assert.Contains("did you mean 'careful'?", _scene.Run("state", "inspect", "carefull").ExpectError(2, "NODE_NOT_FOUND").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("swarm state diff [--reference] REF [--difference] REF [options]", "state", "diff")]
    [InlineData("swarm state query [--node] REF SQL [options]", "state", "query")]
    [InlineData("swarm bundle export [--node] REF [[--to] FILE] [options]", "bundle", "export")]
    [InlineData("swarm run tree [[--node] REF] [options]", "run", "tree")]
    [InlineData("swarm run race [--node] REF [--label] LABEL... [options] -- PROGRAM [ARGUMENT...]", "run", "race")]
    [InlineData("swarm key import [NAME] --from FILE [options]", "key", "import")]
    public void The_help_shows_what_may_be_left_out(string usage, params string[] command) =>
        Assert.Contains($"  {usage}", _scene.Run([.. command, "--help"]).Expect(0).Output.Split('\n').Select(line => line.TrimEnd()));

    public void Dispose() => _scene.Dispose();
}
