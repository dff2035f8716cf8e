using System.Text.RegularExpressions;
using Swarm.PowerShell.Wording;
using Swarm.Tests;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>What a cmdlet says names cmdlets and parameters, whichever message it is.</summary>
public sealed partial class MessageWordsTests(BuiltModule module) : IClassFixture<BuiltModule>
{
    private static string Dependencies => Path.Combine(BuiltModule.Folder, "dependencies");

    [Theory]
    [InlineData("Run 'swarm store check', then 'swarm store repair'.", "Run 'Test-SwarmStore', then 'Repair-SwarmStore'.")]
    [InlineData("run 'swarm store repair --root /a b'.", "run 'Repair-SwarmStore -Root /a b'.")]
    [InlineData("The step's store: name another with --root.", "The step's store: name another with -Root.")]
    [InlineData("the keys of users' own: 'swarm key export --secret-to' wrote", "the keys of users' own: 'Export-SwarmKey -Secret' wrote")]
    [InlineData("give --workflow-ref, or run (--json)", "give -WorkflowRef, or run (-Json)")]
    [InlineData("Write it with 'swarm init --github', commit", "Write it with 'Initialize-Swarm -GitHub', commit")]
    [InlineData("'swarm proxy ticket revoke' and 'swarm proxy ticket'", "'Revoke-SwarmTicket' and 'New-SwarmTicket'")]
    [InlineData("No file is called '--root' or 'my swarm store check'.", "No file is called '--root' or 'my swarm store check'.")]
    [InlineData("'swarm frobnicate' and a---b, well-known--root", "'swarm frobnicate' and a---b, well-known--root")]
    [InlineData("a swarm of bees", "a swarm of bees")]
    [InlineData("Set it with 'gh secret set X --env E', or 'swarm init --github'.", "Set it with 'gh secret set X --env E', or 'Initialize-Swarm -GitHub'.")]
    [InlineData("Update: 'dotnet tool update --global Swarm.Cli'.", "Update: 'dotnet tool update --global Swarm.Cli'.")]
    public void A_message_of_the_engine_is_given_in_the_cmdlets_words(string message, string expected) => Assert.Equal(expected, CmdletWords.Of(message));

    [Fact]
    public void No_message_of_the_engine_keeps_a_word_of_the_command()
    {
        var messages = CompiledTexts.OfEngine(Dependencies).Where(text => !CompiledTexts.IsNoMessage(text) && CompiledTexts.OfCommand().IsMatch(text)).ToArray();
        Assert.True(messages.Length > 40, $"Only {messages.Length} texts name what the command does: the assemblies are not those of the engine.");
        var left = messages.Where(text => !ReadInPlace(text).Any(given => !NamesCommand(given)));
        Assert.True(!left.Any(), $"A cmdlet would say these in the command's words; quote a command, as in 'swarm store check':\n{string.Join('\n', left)}");
    }

    [Fact]
    public void What_a_message_becomes_is_there()
    {
        var cmdlets = module.Cmdlets.Select(cmdlet => cmdlet.Name).ToHashSet(StringComparer.Ordinal);
        Assert.All(CmdletWords.AllCmdlets, name => Assert.Contains(name, cmdlets));
        var parameters = module.Cmdlets.SelectMany(cmdlet => cmdlet.Parameters).Select(parameter => $"-{parameter.Name}").ToHashSet(StringComparer.Ordinal);
        var named = CompiledTexts.OfEngine(Dependencies).Where(text => !CompiledTexts.IsNoMessage(text) && CompiledTexts.OfCommand().IsMatch(text))
            .SelectMany(text => CompiledTexts.OfCmdlets().Matches(InOtherWords(ReadInPlace(text).First(given => !NamesCommand(given)))).Select(match => match.Value));
        Assert.All(named.Where(word => word.StartsWith('-')), word => Assert.Contains(word, parameters));
    }

    [Fact]
    public void The_engine_and_the_module_speak_each_in_one_way()
    {
        Assert.Equal([], CompiledTexts.OfEngine(Dependencies).Where(text => !CompiledTexts.IsNoMessage(text) && CompiledTexts.OfCmdlets().IsMatch(text)));
        Assert.Equal([], CompiledTexts.Of(Path.Combine(BuiltModule.Folder, "Swarm.PowerShell.dll")).Where(text => !CompiledTexts.IsNoMessage(text) && CompiledTexts.OfCommand().IsMatch(text)));
    }

    private static bool NamesCommand(string text) => CompiledTexts.OfCommand().IsMatch(InOtherWords(text));

    // Without what is quoted of other programs.
    private static string InOtherWords(string text) => Quoted().Replace(text, match => CompiledTexts.OfCmdlets().IsMatch(match.Value) || match.Value.StartsWith("'swarm ", StringComparison.Ordinal) ? match.Value : string.Empty);

    [GeneratedRegex(@"(?<!\w)'[^']*'(?!\w)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Quoted();

    // A piece of a message may begin or end inside of quotes.
    private static IEnumerable<string> ReadInPlace(string piece) =>
        new[] { piece, $"x{piece}", $"{piece}'", $"x{piece}'" }.Select(CmdletWords.Of);
}
