using Swarm.Core.Files;

namespace Swarm.Core.Tests.Files;

public sealed class ExtendedPathTests
{
    [Theory]
    [InlineData(@"C:\work\dot.", @"\\?\C:\work\dot.")]
    [InlineData("C:/work/con.txt", @"\\?\C:\work\con.txt")]
    [InlineData(@"\\server\share\x", @"\\?\UNC\server\share\x")]
    [InlineData(@"\\?\C:\work", @"\\?\C:\work")]
    [InlineData(@"\\.\pipe\x", @"\\.\pipe\x")]
    public void A_path_is_taken_as_it_is(string path, string extended) => Assert.Equal(extended, ExtendedPath.Of(path));
}
