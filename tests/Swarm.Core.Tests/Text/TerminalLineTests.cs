using Swarm.Core.Text;

namespace Swarm.Core.Tests.Text;

public sealed class TerminalLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain text, ünï 日本 🐝")]
    [InlineData("a\tb")]
    [InlineData("\e[31mred\e[0m")]
    [InlineData("\e[1;38;2;10;20;30mtrue colour\e[m")]
    [InlineData("\e[4:3mcurly\e[0m")]
    public void Text_and_colours_stay(string line) => Assert.Equal(line, TerminalLine.Of(line));

    [Theory]
    [InlineData("a\e]52;c;c2VjcmV0\ab", "ab")]
    [InlineData("a\e]0;title\e\\b", "ab")]
    [InlineData("a\e]8;;http://x\e\\link\e]8;;\e\\b", "alinkb")]
    [InlineData("a\e[2J\e[Hb", "ab")]
    [InlineData("a\e[?1049hb", "ab")]
    [InlineData("a\e[6nb", "ab")]
    [InlineData("a\e[>4;1mb", "ab")]
    [InlineData("a\e[1 qb", "ab")]
    [InlineData("a\ecb", "ab")]
    [InlineData("a\e(0b", "ab")]
    [InlineData("a\e#8b", "ab")]
    [InlineData("a\ePq#0;2;0;0;0\e\\b", "ab")]
    [InlineData("a\e_Gf=100;AAAA\e\\b", "ab")]
    [InlineData("a\e^private\e\\b\eXstring\e\\c", "abc")]
    [InlineData("a\u009b2Jb", "ab")]
    [InlineData("a\u009d52;c;eA==\u009cb", "ab")]
    [InlineData("a\u0090q\u009cb", "ab")]
    [InlineData("a\u0085b\u008ec", "abc")]
    [InlineData("a\e", "a")]
    [InlineData("a\e[", "a")]
    [InlineData("a\e[31", "a")]
    [InlineData("a\e]52;c;no end", "a")]
    [InlineData("a\e]52;c;x\e[31mb", "a\e[31mb\e[0m")]
    [InlineData("a\e\e[2Jb", "ab")]
    [InlineData("a\e[3\e[2Jb", "ab")]
    [InlineData("a\bb\u007fc\0d\ve\ff\ag", "abcdefg")]
    [InlineData("10%\r20%\r", "10% 20%")]
    [InlineData("\e[31mred", "\e[31mred\e[0m")]
    [InlineData("\e[0m\e[8mhidden", "\e[0m\e[8mhidden\e[0m")]
    public void What_commands_a_terminal_goes(string line, string shown) => Assert.Equal(shown, TerminalLine.Of(line));

    [Fact]
    public void Nothing_but_colours_is_ever_left()
    {
        var random = new Random(20);
        const string Alphabet = "\e\e\e[]PX^_\\;:0123456789mJHc(#?> \a\b\r\u009b\u009c\u009d\u0090ab";
        for (var round = 0; round < 20_000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var shown = TerminalLine.Of(line);
            Assert.DoesNotMatch("[\\x00-\\x08\\x0a-\\x1a\\x1c-\\x1f\\x7f-\\x9f]", shown);
            Assert.DoesNotMatch("\\x1b(?!\\[[0-9;:]*m)", shown);
            Assert.Equal(shown, TerminalLine.Of(shown));
        }
    }
}
