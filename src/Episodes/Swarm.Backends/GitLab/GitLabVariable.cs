namespace Swarm.Backends.GitLab;

/// <summary>A variable of a project, without its value.</summary>
/// <param name="Key">Its name.</param>
/// <param name="EnvironmentScope">The environment whose jobs get it; <c>*</c> for all.</param>
/// <param name="Protected">Whether only jobs of protected branches and tags get it.</param>
/// <param name="Masked">Whether jobs' logs hide it.</param>
public sealed record GitLabVariable(string Key, string EnvironmentScope = "*", bool Protected = false, bool Masked = false);
