using System.Text;
using CsCheck;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Trees;

/// <summary>What holds of every pattern and every name.</summary>
public sealed class IgnoreRulesProperties
{
    private static readonly Gen<string> Name = Gen.Char["ab.*?[]!#\\^-é日 {}()+$|"].Array[1, 8].Select(characters => new string(characters))
        .Where(name => name is not "." and not "..");

    private static readonly Gen<string> Pattern = Gen.Char["ab*?[]!/\\-:^#. "].Array[0, 12].Select(characters => new string(characters));

    [Fact]
    public void A_name_whose_every_character_is_escaped_leaves_out_that_name_alone() => Gen.Select(Name, Name).Sample(
        (name, other) =>
        {
            var rules = IgnoreRules.Parse([Escape(name)]);
            Assert.True(rules.Excludes(name, isDirectory: false));
            Assert.True(rules.Excludes("x/" + name, isDirectory: true));
            Assert.Equal(name == other, rules.Excludes(other, isDirectory: false));
            Assert.False(IgnoreRules.Parse(["/" + Escape(name)]).Excludes("x/" + name, isDirectory: false));
        },
        iter: 1000);

    [Fact]
    public void The_last_rule_that_matches_decides() => Gen.Select(Pattern.Array[0, 5], Name).Sample(
        (patterns, name) =>
        {
            Assert.True(IgnoreRules.Parse([.. patterns, Escape(name)]).Excludes(name, isDirectory: false));
            Assert.False(IgnoreRules.Parse([.. patterns, "!" + Escape(name)]).Excludes(name, isDirectory: false));
        },
        iter: 500);

    [Fact]
    public void A_pattern_with_a_slash_at_its_end_is_one_of_folders_alone() => Gen.Select(Pattern, Name).Sample(
        (pattern, name) =>
        {
            var rules = IgnoreRules.Parse([pattern.TrimEnd(' ', '\\') + "/"]);
            Assert.False(rules.Excludes(name, isDirectory: false));
            Assert.Equal(rules.Excludes(name, isDirectory: true), IgnoreRules.Parse([pattern.TrimEnd(' ', '\\', '/') + "/"]).Excludes(name, isDirectory: true));
        },
        iter: 500);

    private static string Escape(string name)
    {
        var escaped = new StringBuilder();
        foreach (var character in name)
        {
            escaped.Append('\\').Append(character);
        }

        return escaped.ToString();
    }
}
