BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Set-SwarmConfiguration' {
    It 'leaves nothing with -WhatIf' {
        Set-SwarmConfiguration lock_timeout_seconds 5 -WhatIf
        Test-Path $env:SWARM_HOME | Should -BeFalse
    }

    It 'sets and takes out' {
        Set-SwarmConfiguration lock_timeout_seconds 5
        (Get-SwarmConfiguration lock_timeout_seconds).Value | Should -Be 5
        (Get-SwarmConfiguration lock_timeout_seconds).Source | Should -Be file
        Set-SwarmConfiguration lock_timeout_seconds $null
        (Get-SwarmConfiguration lock_timeout_seconds).Source | Should -Be default
    }

    It 'takes settings from the pipeline by property name' {
        [pscustomobject]@{ Name = 'log_limit_bytes'; Value = '1000' } | Set-SwarmConfiguration
        (Get-SwarmConfiguration log_limit_bytes).Value | Should -Be 1000
    }

    It 'refuses a folder that depends on the current location' {
        Set-SwarmConfiguration work_folder ./here -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmConfigurationInvalid,*'
    }

    It 'refuses a value that does not fit' {
        Set-SwarmConfiguration lock_timeout_seconds soon -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].CategoryInfo.Category | Should -Be InvalidArgument
    }
}
