using System.Xml.Linq;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>The help: for every cmdlet and every parameter, in both forms.</summary>
public sealed class HelpTests(BuiltModule module) : IClassFixture<BuiltModule>
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    [Fact]
    public void Every_cmdlet_has_a_synopsis_and_an_example() => Assert.All(module.Cmdlets, cmdlet =>
    {
        var help = HelpOf(cmdlet);
        Assert.False(string.IsNullOrWhiteSpace(help.Element(Command + "details")?.Element(Maml + "description")?.Value), cmdlet.Name);
        Assert.NotEmpty(help.Descendants(Command + "example"));
    });

    [Fact]
    public void Examples_are_code_and_words_and_no_markdown()
    {
        Assert.DoesNotContain("```", module.Help.ToString(), StringComparison.Ordinal);
        Assert.All(module.Help.Descendants(Command + "example"), example =>
        {
            Assert.False(string.IsNullOrWhiteSpace(example.Element(Dev + "code")?.Value), example.ToString());
            Assert.False(string.IsNullOrWhiteSpace(example.Element(Dev + "remarks")?.Value), example.ToString());
        });
    }

    [Fact]
    public void Every_parameter_is_described() => Assert.All(module.Cmdlets, cmdlet => Assert.All(cmdlet.Parameters, parameter =>
    {
        var found = HelpOf(cmdlet).Element(Command + "parameters")!.Elements(Command + "parameter")
            .FirstOrDefault(element => string.Equals(element.Element(Maml + "name")?.Value, parameter.Name, StringComparison.Ordinal));
        Assert.False(string.IsNullOrWhiteSpace(found?.Element(Maml + "description")?.Value), $"{cmdlet.Name} -{parameter.Name} is not described: run ./build.ps1 docs");
    }));

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() => Assert.Equal(
        module.Cmdlets.Select(cmdlet => $"{cmdlet.Name}.md").Append("README.md").Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Path.Combine(BuiltModule.Repository, "docs", "cmdlets")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_is_left_to_fill_in() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(BuiltModule.Repository, "docs", "cmdlets")),
        file => Assert.DoesNotContain("{{", File.ReadAllText(file), StringComparison.Ordinal));

    private XElement HelpOf(CmdletType cmdlet) => module.Help.Root!.Elements(Command + "command").Single(command =>
        string.Equals(command.Element(Command + "details")?.Element(Command + "name")?.Value.Trim(), cmdlet.Name, StringComparison.Ordinal));
}
