BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmEnvironment' {
    It 'checks the machine and changes nothing' {
        $checks = Test-SwarmEnvironment
        $checks.Name | Should -Contain cryptography
        ($checks | Where-Object Name -EQ cryptography).Status | Should -Be passed
        ($checks | Where-Object Name -EQ store).Status | Should -Be warning
        ($checks | Where-Object Name -EQ store).Remedy | Should -Not -BeNullOrEmpty
        Test-Path .swarm | Should -BeFalse
    }

    It 'loads the client of GitHub only to ask GitHub, and beside PowerShell''s own assemblies' {
        $text = @"
            `$env:GH_HOST = 'http://127.0.0.1:1'
            `$env:GH_TOKEN = 'ghp_word'
            Import-Module '$modulePath'
            Test-SwarmEnvironment | Out-Null
            "before: `$(@([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -Match '^(Octokit|Polly)').Count)"
            Test-SwarmEnvironment -Backend GitHub -WorkflowRef octo/lab/.github/workflows/run.yml@$('0' * 40) | ForEach-Object { "`$(`$_.Name) `$(`$_.Status) `$(`$_.Message)" }
            [System.Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object {
                foreach (`$assembly in `$_.Assemblies | Where-Object FullName -Match '^(Octokit|Polly)') { "after: `$(`$_.Name) `$(`$assembly.GetName().Name)" }
            }
"@
        $said = Invoke-OtherShell $text
        $said | Should -Contain 'before: 0'
        $said | Should -Contain 'after: Swarm Octokit'
        $said | Should -Contain 'after: Swarm Polly.Core'
        @($said | Where-Object { $_ -like 'after:*' }).Count | Should -Be 2
        $said -join "`n" | Should -Not -BeLike '*ghp_word*'
    }
}
